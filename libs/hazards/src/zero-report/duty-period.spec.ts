import { addDays, startOfDay } from '#kernel/civil-date.js';
import { nextQuarter, type Quarter, quarterRange } from '#kernel/quarter.js';
import { CADENCES } from './duty.js';
import { nextPeriod, parsePeriod, periodOfDate, periodText, previousPeriod } from './duty-period.js';
import { dueOf } from './duty-times.js';

const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe', 'Asia/Urumqi'];

describe('periods of duties', () => {
  it.each(CADENCES)('of the cadence %s tile time from 2000 to 2100, each named by one id', (cadence) => {
    const last = cadence === 'day' ? '2004-03-01' : '2101-01-01';
    let period = periodOfDate(cadence, '2000-01-01');
    const seen = new Set<string>();
    while (period.firstDay < last) {
      expect(seen.has(period.id)).toBe(false);
      seen.add(period.id);
      expect(parsePeriod(cadence, period.id)).toEqual(period);
      expect(periodOfDate(cadence, period.firstDay)).toEqual(period);
      expect(periodOfDate(cadence, period.lastDay)).toEqual(period);
      const next = nextPeriod(cadence, period);
      expect(next.firstDay).toBe(addDays(period.lastDay, 1));
      expect(previousPeriod(cadence, next)).toEqual(period);
      period = next;
    }
  });

  it.each(ZONES)('fall due where the next quarter begins, in %s', (zone) => {
    for (let quarter: Quarter = '2000Q1'; quarter !== '2101Q1'; quarter = nextQuarter(quarter)) {
      const period = parsePeriod('quarter', quarter)!;
      expect(dueOf({ due: { offset: 'P0D' } }, period, zone)).toEqual(quarterRange(quarter, zone).end);
      expect(startOfDay(period.firstDay, zone)).toEqual(quarterRange(quarter, zone).start);
    }
  });

  it.each([
    ['quarter', '2026Q5'],
    ['quarter', '2026-10-01'],
    ['week', 'week-2026-10-06'],
    ['week', 'week-2026-13-05'],
    ['day', '2026-02-29'],
    ['term', '2026-summer'],
    ['year', '26'],
  ] as const)('a %s is not named by %s', (cadence, id) => {
    expect(parsePeriod(cadence, id)).toBeUndefined();
  });

  it.each([
    ['quarter', '2026-12-31', '2026Q4', '2026年第四季度'],
    ['year', '2026-12-31', '2026', '2026年度'],
    ['term', '2027-01-31', '2026-autumn', '2026年秋季学期'],
    ['term', '2027-02-01', '2027-spring', '2027年春季学期'],
    ['week', '2026-10-11', 'week-2026-10-05', '2026年10月5日起一周'],
    ['day', '2026-10-01', '2026-10-01', '2026年10月1日'],
  ] as const)('a %s that holds %s is %s, %s', (cadence, date, id, text) => {
    const period = periodOfDate(cadence, date);
    expect(period.id).toBe(id);
    expect(periodText(cadence, period)).toBe(text);
  });
});
