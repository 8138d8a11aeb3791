import { readFileSync } from 'node:fs';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { type DeadlinePolicy } from './deadline-policy.js';
import { dueUnder } from './due-date.js';
import { confirmationDueFor, majorNoticeDueFor, planDueFor, writtenReportDueFor } from './plan-due-for.js';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const policy: DeadlinePolicy = json('../../policies/deadlines.json');
const calendar = new BusinessCalendar([2026, 2027].map((year) => json(`../../../kernel/calendars/${year}.json`)));
const local = (text: string) => new Date(`${text}:00+08:00`);
const from = (text: string) => ({ start: local(text), zone: 'Asia/Shanghai' });

describe('the treatment plan', () => {
  it.each([
    ['2026-03-02T00:00', '2026-03-09', false],
    ['2026-03-02T23:59', '2026-03-09', false],
    ['2026-03-03T00:00', '2026-03-10', false],
    ['2026-02-13T10:00', '2026-02-27', false],
    ['2026-09-28T10:00', '2026-10-10', false],
    ['2026-12-24T10:00', '2026-12-31', false],
    ['2026-12-25T10:00', '2027-01-04', true],
    ['2026-12-28T10:00', '2027-01-05', true],
  ])('of a hazard graded major at %s is due by the end of %s', (start, dueDate, provisional) => {
    expect(planDueFor(from(start), policy, calendar)).toMatchObject({ ruleId: 'major-plan', dueDate, provisional });
  });
});

describe('the decision on a suspected major hazard', () => {
  it.each([
    ['2026-03-02T09:00', '2026-03-02T15:00', '2026-03-02'],
    ['2026-03-02T12:00', '2026-03-03T09:00', '2026-03-03'],
    // 24 plain hours come first: over a weekend, a holiday, and on the morning after one.
    ['2026-03-06T13:59', '2026-03-07T13:59', '2026-03-07'],
    ['2026-03-06T13:30', '2026-03-07T13:30', '2026-03-07'],
    ['2026-10-01T20:00', '2026-10-02T20:00', '2026-10-02'],
    ['2026-03-08T09:00', '2026-03-09T09:00', '2026-03-09'],
    ['2026-03-08T14:29', '2026-03-09T14:29', '2026-03-09'],
    ['2026-03-08T14:30', '2026-03-09T14:30', '2026-03-09'],
    ['2026-03-08T14:31', '2026-03-09T14:30', '2026-03-09'],
    ['2026-03-07T00:00', '2026-03-08T00:00', '2026-03-07'],
  ])('suspected at %s is due at %s', (start, dueAt, dueDate) => {
    const due = confirmationDueFor(from(start), policy, calendar);
    expect(due).toMatchObject({ dueAt: local(dueAt), dueDate, provisional: false });
    expect(due.days.every(({ date }) => date <= dueDate)).toBe(true);
  });

  it('counts only the office time before the limit', () => {
    expect(confirmationDueFor(from('2026-03-08T09:00'), policy, calendar).days).toEqual([
      { date: '2026-03-08', kind: 'weekend', counted: false, minutes: 0 },
      { date: '2026-03-09', kind: 'workday', counted: true, minutes: 30 },
    ]);
  });

  it('is provisional only if a day before the limit is', () => {
    expect(confirmationDueFor(from('2026-12-30T23:00'), policy, calendar).provisional).toBe(false);
    expect(confirmationDueFor(from('2026-12-31T16:00'), policy, calendar)).toMatchObject({
      dueAt: local('2027-01-01T16:00'),
      provisional: true,
    });
  });
});

describe('reports of a major hazard', () => {
  it('does not wait for the office', () => {
    const start = '2026-10-01T20:00';
    expect(majorNoticeDueFor(from(start), policy, calendar).dueAt).toEqual(local('2026-10-01T22:00'));
    expect(writtenReportDueFor(from(start), policy, calendar).dueAt).toEqual(local('2026-10-02T20:00'));
  });
});

describe('the bureau’s own deadlines', () => {
  it.each([
    ['general-extension-decision', '2026-10-08'],
    ['major-extension-decision', '2026-10-16'],
    ['acceptance-review', '2026-10-08'],
  ] as const)('%s', (ruleId, dueDate) => {
    expect(dueUnder(ruleId, from('2026-09-28T10:00'), policy, calendar)).toMatchObject({ ruleId, dueDate });
  });
});
