import { readFileSync } from 'node:fs';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf } from '#kernel/civil-date.js';
import { days, hours } from '#kernel/durations.js';
import { type Grade } from '../grading/grade.js';
import { type DeadlinePolicy } from './deadline-policy.js';
import { dueDateFor } from './due-date-for.js';
import { TermNotAllowedError, isMajorTermAllowed, latestMajorDueDate } from './major-term.js';
import { type Priority } from './priority.js';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const policy: DeadlinePolicy = json('../../policies/deadlines.json');
const calendar = new BusinessCalendar([2026, 2027].map((year) => json(`../../../kernel/calendars/${year}.json`)));
const zone = 'Asia/Shanghai';

const due = (grade: Grade, priority: Priority, start: string, termDays?: number) =>
  dueDateFor({ grade, priority, start: new Date(start), zone, termDays }, policy, calendar);

describe('dueDateFor', () => {
  it.each<[Grade, Priority, string, string, string, boolean]>([
    // grade, priority, start (local), last day, first instant that is too late (local), provisional
    ['general', 'P1', '2026-02-13T10:00', '2026-02-16', '2026-02-17T00:00', false],
    ['general', 'P2', '2026-02-13T10:00', '2026-02-24', '2026-02-25T00:00', false],
    ['suspected-major', 'P2', '2026-02-13T10:00', '2026-02-20', '2026-02-21T00:00', false],
    ['general', 'P3', '2026-02-13T10:00', '2026-02-28', '2026-03-01T00:00', false],
    ['general', 'P4', '2026-02-13T10:00', '2026-03-16', '2026-03-17T00:00', false],
    ['major', 'P2', '2026-02-13T10:00', '2026-05-14', '2026-05-15T00:00', false],
    ['major', 'P0', '2026-07-03T10:00', '2026-10-01', '2026-10-02T00:00', false],
    ['general', 'P2', '2026-09-24T10:00', '2026-10-08', '2026-10-09T00:00', false],
    ['general', 'P3', '2026-09-24T10:00', '2026-10-09', '2026-10-10T00:00', false],
    ['general', 'P1', '2026-09-30T10:00', '2026-10-03', '2026-10-04T00:00', false],
    // The start day is not counted, however early or late in it the hazard was assigned.
    ['general', 'P1', '2026-03-02T00:00', '2026-03-05', '2026-03-06T00:00', false],
    ['general', 'P1', '2026-03-02T23:59', '2026-03-05', '2026-03-06T00:00', false],
    ['general', 'P1', '2026-03-03T00:00', '2026-03-06', '2026-03-07T00:00', false],
    // Beyond the published calendars only what may roll is provisional.
    ['general', 'P1', '2026-12-28T10:00', '2026-12-31', '2027-01-01T00:00', false],
    ['general', 'P1', '2026-12-29T10:00', '2027-01-01', '2027-01-02T00:00', false],
    ['general', 'P2', '2026-12-28T10:00', '2027-01-04', '2027-01-05T00:00', true],
    ['general', 'P2', '2026-12-24T10:00', '2026-12-31', '2027-01-01T00:00', false],
    ['general', 'P2', '2026-12-25T10:00', '2027-01-04', '2027-01-05T00:00', true],
    ['suspected-major', 'P2', '2026-12-28T10:00', '2027-01-04', '2027-01-05T00:00', false],
    ['major', 'P2', '2026-12-28T10:00', '2027-03-28', '2027-03-29T00:00', false],
  ])('%s %s from %s: by the end of %s', (grade, priority, start, dueDate, dueAt, provisional) => {
    const answer = due(grade, priority, `${start}:00+08:00`);
    expect(answer).toMatchObject({ dueDate, provisional, dueAt: new Date(`${dueAt}:00+08:00`) });
    expect(civilDateOf(new Date(answer.dueAt.getTime() - 1), zone)).toBe(dueDate);
  });

  it.each([
    ['2026-02-14T23:30:00+08:00', '2026-02-15T01:30:00+08:00', '2026-02-15'],
    ['2026-02-14T22:00:00+08:00', '2026-02-15T00:00:00+08:00', '2026-02-14'],
    ['2026-02-14T22:00:01+08:00', '2026-02-15T00:00:01+08:00', '2026-02-15'],
  ])('P0 from %s runs two hours, holidays or not', (start, dueAt, dueDate) => {
    expect(due('general', 'P0', start)).toMatchObject({
      dueAt: new Date(dueAt),
      dueDate,
      provisional: false,
      days: [],
    });
  });

  it('keeps what it was counted from', () => {
    const answer = due('general', 'P2', '2026-09-24T10:00:00+08:00');
    expect(answer).toMatchObject({
      ruleId: 'P2',
      rule: policy.rules.P2,
      policyVersion: policy.version,
      start: new Date('2026-09-24T10:00:00+08:00'),
      zone,
      basis: policy.rules.P2.basis.zh,
    });
    expect(answer.days).toHaveLength(14);
    expect(answer.days[6]).toEqual({ date: '2026-10-01', kind: 'day-off', counted: true });
    expect(answer.days[7]).toEqual({ date: '2026-10-02', kind: 'day-off', counted: false, note: 'rolled' });
    expect(answer.days.at(-1)).toEqual({ date: '2026-10-08', kind: 'workday', counted: false, note: 'rolled' });
  });

  it('ends the days of another zone at its own midnight', () => {
    const start = new Date('2026-03-02T17:00:00Z');
    const inUrumqi = dueDateFor({ grade: 'general', priority: 'P1', start, zone: 'Asia/Urumqi' }, policy, calendar);
    expect(inUrumqi).toMatchObject({ dueDate: '2026-03-05', dueAt: new Date('2026-03-05T18:00:00Z') });
    expect(due('general', 'P1', start.toISOString()).dueDate).toBe('2026-03-06');
  });

  it('never falls due before three days or two hours are over', () => {
    for (let start = Date.UTC(2026, 0, 1); start < Date.UTC(2026, 11, 31); start += hours(7)) {
      const from = new Date(start).toISOString();
      const due1 = due('general', 'P1', from).dueAt.getTime() - start;
      expect(due1 > days(3) && due1 <= days(4)).toBe(true);
      expect(due('general', 'P2', from).dueAt >= due('suspected-major', 'P2', from).dueAt).toBe(true);
    }
  });
});

describe('the term of a major hazard', () => {
  it.each([
    [1, '2026-03-03'],
    [90, '2026-05-31'],
    [365, '2027-03-02'],
  ])('of %i days ends on %s', (termDays, dueDate) => {
    expect(due('major', 'P1', '2026-03-02T10:00:00+08:00', termDays)).toMatchObject({ dueDate, provisional: false });
    expect(isMajorTermAllowed(termDays, policy)).toBe(true);
  });

  it.each([0, -1, 1.5, 366, Number.NaN])('is never %s days', (termDays) => {
    expect(isMajorTermAllowed(termDays, policy)).toBe(false);
    expect(() => due('major', 'P1', '2026-03-02T10:00:00+08:00', termDays)).toThrow(TermNotAllowedError);
  });

  it('is no matter of a general hazard', () => {
    expect(due('general', 'P1', '2026-03-02T10:00:00+08:00', 300).dueDate).toBe('2026-03-05');
  });

  it('has a last day that no extension passes', () => {
    expect(latestMajorDueDate(new Date('2026-03-02T23:59:00+08:00'), zone, policy)).toBe('2027-03-02');
  });
});
