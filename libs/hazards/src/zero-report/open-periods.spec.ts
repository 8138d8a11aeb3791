import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { BusinessCalendar, type CalendarYear } from '#kernel/business-calendar.js';
import { addDays, startOfDay } from '#kernel/civil-date.js';
import { days } from '#kernel/durations.js';
import { annualDueDate, nextQuarter, type Quarter, rollUpDueDate } from '#kernel/quarter.js';
import { type EscalationPolicy } from '../escalation/escalation-policy.js';
import { type Duty } from './duty.js';
import { dueOf, dutyTimes, stepsFor } from './duty-times.js';
import { parsePeriod, periodOfDate } from './duty-period.js';
import { standingOf } from './filing-standing.js';
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

describe('when statistics fall due, and are chased', () => {
  const rollUpPolicy = policies.find((one) => one.kind === 'roll-up')!;
  const stepsOf = (id: string, day: string): string[] => {
    const duty = dutyOf(id);
    const times = dutyTimes(duty, periodOfDate(duty.cadence, day), calendar, ZONE);
    return stepsFor(rollUpPolicy, times, calendar, ZONE, times.opensAt).map((step) => local(step.at).replace('T', ' '));
  };

  it('on the 15th of the next month and on 31 January, whatever day of the week that is, from 2000 to 2100', () => {
    const [rollUp, annual] = [dutyOf('roll-up'), dutyOf('annual-roll-up')];
    for (let quarter: Quarter = '2000Q1'; quarter !== '2101Q1'; quarter = nextQuarter(quarter)) {
      const dueAt = dueOf(rollUp, parsePeriod('quarter', quarter)!, ZONE);
      expect([quarter, local(dueAt)]).toEqual([quarter, `${addDays(rollUpDueDate(quarter), 1)}T00:00`]);
      expect(rollUpDueDate(quarter)).toMatch(/-15$/);
    }
    for (let year = 2000; year <= 2100; year += 1) {
      const dueAt = dueOf(annual, parsePeriod('year', String(year))!, ZONE);
      expect([year, local(dueAt)]).toEqual([year, `${year + 1}-02-01T00:00`]);
      expect(annualDueDate(year)).toBe(`${year + 1}-01-31`);
    }
  });

  it.each([
    ['roll-up', '2026-12-31', '2027-01-16T00:00:00'],
    ['annual-roll-up', '2026-12-31', '2027-02-01T00:00:00'],
  ])('a %s of %s is in time to the last instant before %s, and late at it', (id, day, due) => {
    const duty = dutyOf(id);
    const dueAt = dueOf(duty, periodOfDate(duty.cadence, day), ZONE);
    const filed = { state: 'filed', filedAs: 'zero', dueAt } as const;
    const now = new Date(at(due).getTime() + days(9));
    expect(standingOf({ ...filed, filedAt: new Date(at(due).getTime() - 1) }, now)).toBe('filed-zero');
    expect(standingOf({ ...filed, filedAt: at(due) }, now)).toBe('late');
    const open = { state: 'open', filedAs: null, filedAt: null, dueAt } as const;
    expect(standingOf(open, new Date(at(due).getTime() - 1))).toBe('open');
    expect(standingOf(open, at(due))).toBe('missing');
  });

  it('counts working days around 国庆 and over the Saturday that is worked for it', () => {
    expect(stepsOf('roll-up', '2026-09-30')).toEqual([
      '2026-10-09 08:07',
      '2026-10-13 08:07',
      '2026-10-15 09:07',
      '2026-10-16 00:05',
      '2026-10-18 00:05',
      '2026-10-22 00:05',
    ]);
  });

  it('goes on in the winter vacation, also from a Sunday', () => {
    expect(stepsOf('annual-roll-up', '2026-06-01')).toEqual([
      '2027-01-25 08:07',
      '2027-01-28 08:07',
      '2027-01-31 09:07',
      '2027-02-01 00:05',
      '2027-02-03 00:05',
      '2027-02-07 00:05',
    ]);
  });

  it('says so where it counted days of a year whose calendar is not published, and moves no due day for it', () => {
    const duty = dutyOf('roll-up');
    const times = dutyTimes(duty, periodOfDate('quarter', '2027-12-31'), calendar, ZONE);
    expect([local(times.opensAt), local(times.dueAt)]).toEqual(['2028-01-01T00:00', '2028-01-16T00:00']);
    const steps = stepsFor(rollUpPolicy, times, calendar, ZONE, times.opensAt);
    expect(steps.map(({ stepId, provisional }) => [stepId, provisional])).toEqual([
      ['before-5-workdays', true],
      ['before-2-workdays', true],
      ['due-day', false],
      ['overdue-1d', false],
      ['overdue-3d', false],
      ['overdue-7d', false],
    ]);
  });
});

describe('a zero report whose chase lies in a vacation', () => {
  it.each([
    ['winter', '2026-12-31', ['2027-01-01 00:05', '2027-01-03 00:05', '2027-01-07 00:05', '2027-01-15 00:05']],
    ['summer', '2026-06-30', ['2026-07-01 00:05', '2026-07-03 00:05', '2026-07-07 00:05', '2026-07-15 00:05']],
  ])('climbs in the %s as at any other time', (_, day, rungs) => {
    const times = dutyTimes(zeroReport, periodOfDate('quarter', day), calendar, ZONE);
    const steps = stepsFor(zeroPolicy, times, calendar, ZONE, times.opensAt);
    expect(steps.slice(-4).map((step) => local(step.at).replace('T', ' '))).toEqual(rungs);
  });

  it('reminds at the end of a quarter that was all vacation but for its last month', () => {
    const times = dutyTimes(zeroReport, periodOfDate('quarter', '2026-07-01'), calendar, ZONE);
    expect([local(times.opensAt), local(times.dueAt)]).toEqual(['2026-09-16T00:00', '2026-10-01T00:00']);
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

  it.each(['Asia/Shanghai', 'UTC', 'America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe', 'Asia/Urumqi'])(
    'every quarter of 2000 to 2100 once and in order, however long the clock slept, in %s',
    (zone) => {
      const since = startOfDay('2000-01-01', zone);
      const end = startOfDay('2101-01-01', zone);
      const order: DutyOrder = { ...standing, orderedAt: since };
      const wait = fc.integer({ min: 1, max: 200 });
      fc.assert(
        fc.property(fc.array(wait, { minLength: 1, maxLength: 40 }), (waits) => {
          const opened: string[] = [];
          for (let now = since, i = 0; ; i += 1) {
            const due = periodsDue(zeroReport, order, { since, last: opened.at(-1) }, calendar, zone, now);
            opened.push(...due.open.map(({ period }) => period.id));
            expect(due.nextAt!.getTime()).toBeGreaterThan(now.getTime());
            if (now.getTime() === end.getTime()) break;
            now = new Date(Math.min(now.getTime() + days(waits[i % waits.length]!), end.getTime()));
          }
          const century: string[] = [];
          for (let quarter: Quarter = '2000Q1'; quarter !== '2101Q1'; quarter = nextQuarter(quarter))
            century.push(quarter);
          expect(opened).toEqual(century);
        }),
        { numRuns: 3 },
      );
    },
  );

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
