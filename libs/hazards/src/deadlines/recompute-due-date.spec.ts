import { readFileSync } from 'node:fs';
import { BusinessCalendar, type CalendarYear } from '#kernel/business-calendar.js';
import { type DeadlinePolicy } from './deadline-policy.js';
import { dueDateFor } from './due-date-for.js';
import { planDueFor } from './plan-due-for.js';
import { recomputeDueDate } from './recompute-due-date.js';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const policy: DeadlinePolicy = json('../../policies/deadlines.json');
const year = (n: number): CalendarYear => json(`../../../kernel/calendars/${n}.json`);
const before = new BusinessCalendar([year(2026), year(2027)]);
const published = (daysOff: string[], makeUpWorkdays: string[] = []) =>
  new BusinessCalendar([
    year(2026),
    { year: 2027, status: 'published', source: 'test', daysOff: [...year(2027).daysOff, ...daysOff], makeUpWorkdays },
  ]);

const start = new Date('2026-12-28T10:00:00+08:00');
const zone = 'Asia/Shanghai';
const plan = planDueFor({ start, zone }, policy, before);

describe('recomputeDueDate', () => {
  it.each<[string, BusinessCalendar, string, boolean]>([
    ['later for a longer holiday', published(['2027-01-04']), '2027-01-06', false],
    ['earlier for a make-up Saturday', published([], ['2027-01-02']), '2027-01-04', false],
    [
      'later by a longer holiday, still provisional',
      new BusinessCalendar([year(2026), { ...year(2027), daysOff: ['2027-01-01', '2027-01-04'] }]),
      '2027-01-06',
      true,
    ],
  ])('moves %s', (_, calendar, dueDate, provisional) => {
    const answer = recomputeDueDate(plan, calendar);
    const to = new Date(new Date(`${dueDate}T00:00:00+08:00`).getTime() + 86_400_000);
    expect(answer).toMatchObject({ kind: 'moved', from: plan.dueAt, to, due: { dueDate, provisional, dueAt: to } });
  });

  it('keeps the date and drops the mark when the notice changes nothing', () => {
    expect(plan.provisional).toBe(true);
    const answer = recomputeDueDate(plan, published([]));
    expect(answer).toEqual({ kind: 'unchanged', due: { ...plan, provisional: false } });
  });

  it('keeps to the rule under which the case began', () => {
    const stored = { ...plan, rule: { ...plan.rule, days: 3 } as typeof plan.rule, policyVersion: '2025.9' };
    const answer = recomputeDueDate(stored, published([]));
    expect(answer).toMatchObject({ kind: 'moved', due: { dueDate: '2026-12-31', policyVersion: '2025.9' } });
  });

  it('moves a settled date when a running year is amended', () => {
    const input = { grade: 'general', priority: 'P2', start: new Date('2026-02-16T10:00:00+08:00'), zone } as const;
    const settled = dueDateFor(input, policy, before);
    const amended = new BusinessCalendar([
      { ...year(2026), daysOff: [...year(2026).daysOff, '2026-02-24', '2026-02-25'] },
    ]);
    expect(settled).toMatchObject({ dueDate: '2026-02-24', provisional: false });
    expect(recomputeDueDate(settled, amended)).toMatchObject({ kind: 'moved', due: { dueDate: '2026-02-26' } });
  });

  it('never moves what does not ask the calendar', () => {
    const input = { grade: 'general', priority: 'P1', start, zone } as const;
    const urgent = dueDateFor(input, policy, before);
    expect(recomputeDueDate(urgent, published(['2026-12-31', '2027-01-01'])).kind).toBe('unchanged');
  });
});
