import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { BusinessCalendar, type CalendarYear } from '#kernel/business-calendar.js';
import { days } from '#kernel/durations.js';
import { type EscalationPolicy } from '../escalation/escalation-policy.js';
import { type Duty } from './duty.js';
import { dutyTimes, stepsFor } from './duty-times.js';
import { periodOfDate } from './duty-period.js';
import { type DutyOrder, periodsDue } from './open-periods.js';
import { validateDuty } from './validate-duty.js';

const ZONE = 'Asia/Shanghai';
const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
const { duties } = read<{ duties: Duty[] }>('../../policies/duties.json');
const { policies } = read<{ policies: EscalationPolicy[] }>('../../policies/escalation.json');
const calendar = new BusinessCalendar([
  read<CalendarYear>('../../../kernel/calendars/2026.json'),
  read<CalendarYear>('../../../kernel/calendars/2027.json'),
]);
const dutyOf = (id: string): Duty => duties.find((one) => one.id === id)!;
const zeroReport = dutyOf('zero-report');
const zeroPolicy = policies.find((one) => one.kind === 'zero-report')!;
const at = (text: string): Date => new Date(`${text}+08:00`);
const local = (moment: Date): string => new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
const standing: DutyOrder = { from: null, until: null, orderedAt: at('2026-01-01T00:00:00') };

describe('the duties of this release', () => {
  it.each(duties.map((duty) => [duty.id, duty] as const))('%s is valid', (_, duty) => {
    expect(validateDuty(duty)).toEqual({ ok: true, duty });
  });
});

describe('when a zero report opens, falls due and is reminded of', () => {
  // The third quarter ends before 国庆, the fourth before 元旦; the first half of the chase after the second lies in the summer vacation.
  it.each([
    [
      '2026-03-31',
      '2026-03-17T00:00',
      '2026-04-01T00:00',
      ['03-17 08:07', '03-24 08:07', '03-27 08:07', '03-31 09:07', '04-01 00:05', '04-03 00:05'],
    ],
    [
      '2026-06-30',
      '2026-06-15T00:00',
      '2026-07-01T00:00',
      ['06-15 08:07', '06-23 08:07', '06-26 08:07', '06-30 09:07', '07-01 00:05', '07-03 00:05'],
    ],
    [
      '2026-09-30',
      '2026-09-16T00:00',
      '2026-10-01T00:00',
      ['09-16 08:07', '09-22 08:07', '09-28 08:07', '09-30 09:07', '10-01 00:05', '10-03 00:05'],
    ],
    [
      '2026-12-31',
      '2026-12-17T00:00',
      '2027-01-01T00:00',
      ['12-17 08:07', '12-24 08:07', '12-29 08:07', '12-31 09:07', '01-01 00:05', '01-03 00:05'],
    ],
  ])('for the quarter of %s', (day, opens, due, reminders) => {
    const times = dutyTimes(zeroReport, periodOfDate('quarter', day), calendar, ZONE);
    expect([local(times.opensAt), local(times.dueAt), times.provisional]).toEqual([opens, due, false]);
    const steps = stepsFor(zeroPolicy, times, calendar, ZONE, times.opensAt);
    expect(steps.slice(0, 6).map((step) => local(step.at).slice(5).replace('T', ' '))).toEqual(reminders);
    expect(steps.some((step) => step.provisional)).toBe(false);
  });

  it('says that a year without published holidays may still move it, and never moves the last day', () => {
    const times = dutyTimes(zeroReport, periodOfDate('quarter', '2027-09-30'), calendar, ZONE);
    expect(times.provisional).toBe(true);
    expect(local(times.dueAt)).toBe('2027-10-01T00:00');
  });

  it('tells only the latest of the reminders that were missed when it opens late, and every rung above the due time', () => {
    const times = dutyTimes(zeroReport, periodOfDate('quarter', '2026-12-31'), calendar, ZONE);
    const ids = (now: string): string[] =>
      stepsFor(zeroPolicy, times, calendar, ZONE, at(now)).map((step) => step.stepId);
    expect(ids('2026-12-17T08:07:00')[0]).toBe('before-10-workdays');
    expect(ids('2026-12-17T08:08:00').slice(0, 2)).toEqual(['before-10-workdays', 'before-5-workdays']);
    expect(ids('2026-12-29T09:00:00').slice(0, 3)).toEqual(['before-2-workdays', 'due-day', 'overdue-1d']);
    expect(ids('2027-01-02T00:00:00').slice(0, 2)).toEqual(['due-day', 'overdue-1d']);
  });

  it.each([
    ['roll-up', '2026-12-31', '2027-01-01T00:00', '2027-01-16T00:00'],
    ['annual-roll-up', '2026-12-31', '2027-01-01T00:00', '2027-02-01T00:00'],
    ['readiness', '2026-12-31', '2026-12-17T08:00', '2027-01-01T00:00'],
    ['special-period-report', '2026-10-01', '2026-10-01T06:00', '2026-10-01T17:00'],
    ['special-period-weekly', '2026-10-01', '2026-10-01T08:00', '2026-10-02T17:00'],
    ['term-drill', '2026-10-01', '2026-09-01T08:00', '2027-02-01T00:00'],
  ])('%s of %s opens at %s and is due before %s', (id, day, opens, due) => {
    const duty = dutyOf(id);
    const times = dutyTimes(duty, periodOfDate(duty.cadence, day), calendar, ZONE);
    expect([local(times.opensAt), local(times.dueAt)]).toEqual([opens, due]);
  });
});

describe('which periods are opened', () => {
  it('every quarter once, whenever the clock looks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 20, maxLength: 60 }), (waits) => {
        const since = at('2026-01-05T09:00:00');
        let now = since;
        let last: string | undefined;
        const opened: string[] = [];
        for (const wait of waits) {
          const due = periodsDue(zeroReport, standing, { since, last }, calendar, ZONE, now);
          for (const one of due.open) {
            opened.push(one.period.id);
            last = one.period.id;
            expect(one.times.opensAt.getTime()).toBeLessThanOrEqual(now.getTime());
          }
          expect(due.nextAt!.getTime()).toBeGreaterThan(now.getTime());
          now = new Date(now.getTime() + days(wait));
        }
        const expected: string[] = [];
        for (let day = '2026-03-31'; ;) {
          const period = periodOfDate('quarter', day);
          if (dutyTimes(zeroReport, period, calendar, ZONE).opensAt.getTime() > now.getTime() - days(waits.at(-1)!))
            break;
          expected.push(period.id);
          day = `${Number(period.id.slice(0, 4)) + (period.id.endsWith('4') ? 1 : 0)}-${['03-31', '06-30', '09-30', '12-31'][Number(period.id.slice(5)) % 4]}`;
        }
        expect(opened).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('late and saying so when the process was down, and nothing from before there were schools', () => {
    const since = at('2026-09-20T09:00:00');
    const asleep = periodsDue(zeroReport, standing, { since }, calendar, ZONE, at('2027-01-05T09:00:00'));
    expect(asleep.open.map(({ period, late }) => [period.id, late])).toEqual([['2026Q4', true]]);
    const awake = periodsDue(zeroReport, standing, { since }, calendar, ZONE, at('2026-12-17T00:00:30'));
    expect(awake.open.map(({ period, late }) => [period.id, late])).toEqual([['2026Q4', false]]);
  });

  it('day by day within an order, and no longer', () => {
    const order: DutyOrder = { from: '2026-10-01', until: '2026-10-03', orderedAt: at('2026-10-01T10:00:00') };
    const duty = dutyOf('special-period-report');
    const due = periodsDue(
      duty,
      order,
      { since: at('2026-01-01T00:00:00') },
      calendar,
      ZONE,
      at('2026-10-09T00:00:00'),
    );
    expect(due.open.map(({ period }) => period.id)).toEqual(['2026-10-01', '2026-10-02', '2026-10-03']);
    expect(due.nextAt).toBeUndefined();
    const evening: DutyOrder = { ...order, orderedAt: at('2026-10-01T17:00:00') };
    expect(
      periodsDue(duty, evening, { since: at('2026-01-01T00:00:00') }, calendar, ZONE, at('2026-10-01T18:00:00')).open,
    ).toEqual([]);
  });
});
