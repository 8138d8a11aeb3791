import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { BusinessCalendar, type CalendarYear } from './business-calendar.js';
import { addDays } from './civil-date.js';

const shipped = (year: number): CalendarYear =>
  JSON.parse(readFileSync(new URL(`../calendars/${year}.json`, import.meta.url), 'utf8'));

const calendar = new BusinessCalendar([shipped(2026), shipped(2027)]);

describe('the calendar of 2026', () => {
  it('has 248 workdays', () => {
    expect(calendar.workdaysBetween('2025-12-31', '2026-12-31')).toEqual({ workdays: 248, provisional: false });
  });

  it.each([
    ['2026-02-13', 'workday', true],
    ['2026-02-14', 'make-up-workday', true],
    ['2026-02-15', 'day-off', false],
    ['2026-02-20', 'day-off', false],
    ['2026-03-07', 'weekend', false],
    ['2026-10-10', 'make-up-workday', true],
    ['2026-10-11', 'weekend', false],
    ['2026-12-31', 'workday', true],
  ])('%s is a %s', (date, kind, workday) => {
    expect(calendar.dayKind(date)).toEqual({ kind, workday, provisional: false });
  });

  it.each([
    ['2026-02-13', '2026-02-25', '2026-02-27', '2026-03-05', '2026-02-20', '2026-02-24', '2026-02-28'],
    ['2026-04-30', '2026-05-08', '2026-05-11', '2026-05-18', '2026-05-07', '2026-05-07', '2026-05-15'],
    ['2026-09-18', '2026-09-22', '2026-09-24', '2026-10-09', '2026-09-25', '2026-09-28', '2026-10-08'],
    ['2026-09-24', '2026-09-30', '2026-10-09', '2026-10-15', '2026-10-01', '2026-10-08', '2026-10-09'],
    ['2026-09-28', '2026-10-08', '2026-10-10', '2026-10-16', '2026-10-05', '2026-10-08', '2026-10-13'],
    ['2026-09-30', '2026-10-10', '2026-10-13', '2026-10-20', '2026-10-07', '2026-10-08', '2026-10-15'],
  ])('from %s: 3, 5, 10 workdays, 7 days, 7 and 15 days rolled', (start, wd3, wd5, wd10, cal7, rolled7, rolled15) => {
    const counts = [
      calendar.addWorkdays(start, 3),
      calendar.addWorkdays(start, 5),
      calendar.addWorkdays(start, 10),
      calendar.addCalendarDays(start, 7, { roll: false }),
      calendar.addCalendarDays(start, 7, { roll: true }),
      calendar.addCalendarDays(start, 15, { roll: true }),
    ];
    expect(counts.map(({ date }) => date)).toEqual([wd3, wd5, wd10, cal7, rolled7, rolled15]);
    expect(counts.some(({ provisional }) => provisional)).toBe(false);
  });
});

describe('a year whose notice is not known', () => {
  it.each([
    ['3 workdays end inside 2026', calendar.addWorkdays('2026-12-28', 3), '2026-12-31', false],
    ['4 workdays pass New Year', calendar.addWorkdays('2026-12-28', 4), '2027-01-04', true],
    ['5 workdays', calendar.addWorkdays('2026-12-28', 5), '2027-01-05', true],
    ['7 days need no calendar', calendar.addCalendarDays('2026-12-28', 7, { roll: false }), '2027-01-04', false],
    ['7 days rolled', calendar.addCalendarDays('2026-12-28', 7, { roll: true }), '2027-01-04', true],
    ['3 days rolled end inside 2026', calendar.addCalendarDays('2026-12-28', 3, { roll: true }), '2026-12-31', false],
    [
      'a rolled end in 2026, from a year before it',
      calendar.addCalendarDays('2025-12-26', 10, { roll: true }),
      '2026-01-05',
      false,
    ],
    ['no days at all in 2027', calendar.addCalendarDays('2027-03-01', 0, { roll: true }), '2027-03-01', true],
    ['2 workdays back into 2026', calendar.addWorkdays('2027-01-04', -2), '2026-12-30', true],
  ])('%s', (_, count, date, provisional) => {
    expect(count).toMatchObject({ date, provisional });
  });

  it('answers a missing year from its weekends, and says so', () => {
    expect(calendar.isProvisional(2028)).toBe(true);
    expect(calendar.isProvisional(2027)).toBe(true);
    expect(calendar.isProvisional(2026)).toBe(false);
    expect(calendar.dayKind('2028-10-01')).toEqual({ kind: 'weekend', workday: false, provisional: true });
    expect(calendar.dayKind('2028-10-02')).toEqual({ kind: 'workday', workday: true, provisional: true });
    expect(calendar.workdaysBetween('2026-12-30', '2027-01-04')).toEqual({ workdays: 2, provisional: true });
  });

  it('uses the statutory days that are loaded', () => {
    expect(calendar.dayKind('2027-02-05')).toEqual({ kind: 'day-off', workday: false, provisional: true });
  });

  it('refuses two calendars of one year', () => {
    expect(() => new BusinessCalendar([shipped(2026), shipped(2026)])).toThrow(RangeError);
  });
});

describe('the days counted', () => {
  it('leaves the start out and says what each day was', () => {
    expect(calendar.addWorkdays('2026-10-08', 3).counted).toEqual([
      { date: '2026-10-09', kind: 'workday', counted: true },
      { date: '2026-10-10', kind: 'make-up-workday', counted: true },
      { date: '2026-10-11', kind: 'weekend', counted: false },
      { date: '2026-10-12', kind: 'workday', counted: true },
    ]);
  });

  it('shows the days onto which an end rolls as not counted', () => {
    expect(calendar.addCalendarDays('2026-09-24', 2, { roll: true }).counted).toEqual([
      { date: '2026-09-25', kind: 'day-off', counted: true },
      { date: '2026-09-26', kind: 'day-off', counted: true },
      { date: '2026-09-27', kind: 'day-off', counted: false },
      { date: '2026-09-28', kind: 'workday', counted: false },
    ]);
  });

  it('counts nothing for 0, and rolls a start that is off', () => {
    expect(calendar.addWorkdays('2026-10-03', 0)).toEqual({ date: '2026-10-03', provisional: false, counted: [] });
    expect(calendar.addCalendarDays('2026-10-03', 0, { roll: true }).date).toBe('2026-10-08');
  });

  it('counts back', () => {
    expect(calendar.addWorkdays('2026-10-08', -1).date).toBe('2026-09-30');
    expect(calendar.addWorkdays('2026-12-31', -10).date).toBe('2026-12-17');
    expect(calendar.addCalendarDays('2026-10-08', -1, { roll: false }).date).toBe('2026-10-07');
  });

  it('refuses parts of days', () => {
    expect(() => calendar.addWorkdays('2026-10-08', 1.5)).toThrow(RangeError);
    expect(() => calendar.addCalendarDays('2026-10-08', Number.NaN, { roll: false })).toThrow(RangeError);
  });
});

describe('properties', () => {
  const date = fc.integer({ min: 0, max: 900 }).map((n) => addDays('2025-10-01', n));
  const length = fc.integer({ min: 1, max: 60 });
  const withDayOff = (extra: string) => {
    const year = Number(extra.slice(0, 4));
    return new BusinessCalendar(
      [2026, 2027].map(shipped).map((known) =>
        known.year === year
          ? {
              ...known,
              daysOff: [...known.daysOff, extra],
              makeUpWorkdays: known.makeUpWorkdays.filter((worked) => worked !== extra),
            }
          : known,
      ),
    );
  };

  it('never falls due earlier for one more day off', () => {
    fc.assert(
      fc.property(date, length, fc.integer({ min: 0, max: 729 }), (start, n, offset) => {
        const extended = withDayOff(addDays('2026-01-01', offset));
        expect(extended.addWorkdays(start, n).date >= calendar.addWorkdays(start, n).date).toBe(true);
        expect(extended.addWorkdays(start, -n).date <= calendar.addWorkdays(start, -n).date).toBe(true);
        const rolled = extended.addCalendarDays(start, n, { roll: true }).date;
        expect(rolled >= calendar.addCalendarDays(start, n, { roll: true }).date).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never falls due earlier for a later start or a longer term', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 40 }), length, (start, later, n) => {
        const count = (from: string, days: number) => [
          calendar.addWorkdays(from, days).date,
          calendar.addCalendarDays(from, days, { roll: true }).date,
          calendar.addCalendarDays(from, days, { roll: false }).date,
        ];
        const base = count(start, n);
        count(addDays(start, later), n).forEach((due, i) => expect(due >= base[i]!).toBe(true));
        count(start, n + 1).forEach((due, i) => expect(due >= base[i]!).toBe(true));
      }),
      { numRuns: 500 },
    );
  });

  it('counts n workdays, ends on one, and workdaysBetween finds them again', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -60, max: 60 }), (start, n) => {
        const count = calendar.addWorkdays(start, n);
        expect(count.counted.filter(({ counted }) => counted)).toHaveLength(Math.abs(n));
        if (n !== 0) expect(calendar.dayKind(count.date).workday).toBe(true);
        expect(calendar.workdaysBetween(start, count.date)).toEqual({ workdays: n, provisional: count.provisional });
      }),
      { numRuns: 500 },
    );
  });
});
