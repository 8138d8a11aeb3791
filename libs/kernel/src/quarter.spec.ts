import {
  type Quarter,
  annualDueDate,
  firstDayOf,
  lastDayOf,
  nextQuarter,
  parseQuarter,
  previousQuarter,
  quarterOf,
  quarterOfDate,
  quarterRange,
  rollUpDueDate,
  schoolTermOf,
} from './quarter.js';

const ZONES = Intl.supportedValuesOf('timeZone');

function quarters(from: Quarter, to: Quarter): Quarter[] {
  const list = [from];
  while (list.at(-1) !== to) list.push(nextQuarter(list.at(-1)!));
  return list;
}

describe('quarters by name', () => {
  it.each([
    ['2026Q4', '2026-10-01', '2026-12-31', '2027-01-15'],
    ['2026Q1', '2026-01-01', '2026-03-31', '2026-04-15'],
    ['2026Q2', '2026-04-01', '2026-06-30', '2026-07-15'],
    ['2028Q3', '2028-07-01', '2028-09-30', '2028-10-15'],
  ] as const)('%s runs from %s to %s, statistics by %s', (quarter, first, last, statistics) => {
    expect(firstDayOf(quarter)).toBe(first);
    expect(lastDayOf(quarter)).toBe(last);
    expect(rollUpDueDate(quarter)).toBe(statistics);
    expect(quarterOfDate(first)).toBe(quarter);
    expect(quarterOfDate(last)).toBe(quarter);
  });

  it('passes the turn of the year both ways', () => {
    expect(nextQuarter('2026Q4')).toBe('2027Q1');
    expect(previousQuarter('2027Q1')).toBe('2026Q4');
    expect(annualDueDate(2026)).toBe('2027-01-31');
  });

  it.each(['2026Q0', '2026Q5', '2026q4', '26Q4', '2026-Q4', '2026Q4 ', ''])('%j names none', (text) => {
    expect(parseQuarter(text)).toBeUndefined();
    expect(() => firstDayOf(text as Quarter)).toThrow(RangeError);
  });

  it('reads its own names', () => {
    expect(parseQuarter('2026Q4')).toBe('2026Q4');
  });
});

describe('quarters in time', () => {
  it('turns at midnight in Shanghai', () => {
    const { start, end } = quarterRange('2026Q4', 'Asia/Shanghai');
    expect(start.toISOString()).toBe('2026-09-30T16:00:00.000Z');
    expect(end.toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect(quarterOf(new Date(end.getTime() - 1), 'Asia/Shanghai')).toBe('2026Q4');
    expect(quarterOf(end, 'Asia/Shanghai')).toBe('2027Q1');
    expect(quarterOf(new Date(start.getTime() - 1), 'Asia/Shanghai')).toBe('2026Q3');
  });

  it('tiles 2000 to 2100 without gap or overlap in every zone', () => {
    const century = quarters('2000Q1', '2100Q4');
    const recorded = century.filter((quarter) => quarter < '2040');
    const wrong: string[] = [];
    ZONES.forEach((zone, index) => {
      // Past 2037 each zone only repeats its rule, so one zone in eight has to do.
      const list = index % 8 === 0 ? century : recorded;
      let previousEnd = quarterRange('1999Q4', zone).end;
      for (const quarter of list) {
        const { start, end } = quarterRange(quarter, zone);
        const tiles = start.getTime() === previousEnd.getTime() && start < end;
        const lastInstant = new Date(end.getTime() - 1);
        if (!tiles || quarterOf(start, zone) !== quarter || quarterOf(lastInstant, zone) !== quarter) {
          wrong.push(`${zone} ${quarter}`);
        }
        previousEnd = end;
      }
    });
    expect(ZONES.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  });

  it('holds every instant that it is asked about', () => {
    let seed = 20261231;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const span = Date.UTC(2100, 11, 31) - Date.UTC(2000, 0, 1);
    const outside: string[] = [];
    for (let i = 0; i < 5_000; i += 1) {
      const zone = ZONES[Math.floor(random() * ZONES.length)]!;
      const instant = new Date(Date.UTC(2000, 0, 1) + Math.floor(random() * span));
      const { start, end } = quarterRange(quarterOf(instant, zone), zone);
      if (!(start <= instant && instant < end)) outside.push(`${zone} ${instant.toISOString()}`);
    }
    expect(outside).toEqual([]);
  });
});

describe('school terms', () => {
  it.each([
    ['2026-08-31', 'spring', 2025],
    ['2026-09-01', 'autumn', 2026],
    ['2026-12-31', 'autumn', 2026],
    ['2027-01-31', 'autumn', 2026],
    ['2027-02-01', 'spring', 2026],
  ] as const)('%s is in the %s term of school year %i', (date, term, schoolYear) => {
    expect(schoolTermOf(date)).toEqual({ term, schoolYear });
  });
});
