import {
  addDays,
  atTime,
  civilDateOf,
  daysBetween,
  endOfDay,
  isCivilDate,
  startOfDay,
  wallTimeOf,
  weekday,
} from './civil-date.js';
import { hours } from './durations.js';

describe('isCivilDate', () => {
  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2100-02-29', false],
    ['2026-02-30', false],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['0001-01-01', true],
    ['0000-12-31', false],
    ['2026-1-1', false],
    ['2026-01-01T00:00', false],
    [' 2026-01-01', false],
    [20260101, false],
    [null, false],
  ])('%j: %s', (text, expected) => {
    expect(isCivilDate(text)).toBe(expected);
  });
});

describe('arithmetic of dates', () => {
  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-10-10', 0, '2026-10-10'],
    ['2000-01-01', 36_525, '2100-01-01'],
  ])('%s %i days on is %s', (date, n, expected) => {
    expect(addDays(date, n)).toBe(expected);
    expect(daysBetween(date, expected)).toBe(n);
  });

  it.each([
    ['2026-02-13', 5],
    ['2026-10-10', 6],
    ['2026-10-11', 7],
    ['2026-10-12', 1],
  ])('%s is weekday %i', (date, expected) => {
    expect(weekday(date)).toBe(expected);
  });

  it('refuses dates that do not exist and parts of days', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => addDays('2026-02-01', 0.5)).toThrow(RangeError);
    expect(() => startOfDay('tomorrow', 'Asia/Shanghai')).toThrow(RangeError);
    expect(() => civilDateOf(new Date(Number.NaN), 'Asia/Shanghai')).toThrow(RangeError);
    expect(() => civilDateOf(new Date(0), 'Asia/Chengdu')).toThrow(RangeError);
  });
});

describe('days in a zone', () => {
  it.each([
    ['2026-12-31', 'Asia/Shanghai', '2026-12-30T16:00:00.000Z'],
    // Summer time at midnight: the day begins at 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
    ['1986-05-04', 'Asia/Shanghai', '1986-05-03T16:00:00.000Z'],
    // Midnight occurs twice: the first one counts.
    ['2025-11-02', 'America/Havana', '2025-11-02T04:00:00.000Z'],
    // Summer time ended at midnight: the day before has 25 hours.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // Samoa crossed the date line and left this day out: it begins where it ends.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-06-01', 'Asia/Kathmandu', '2026-05-31T18:15:00.000Z'],
  ])('%s in %s begins at %s', (date, zone, expected) => {
    expect(startOfDay(date, zone).toISOString()).toBe(expected);
  });

  it('changes its date exactly at the end of the day', () => {
    const end = endOfDay('2026-12-31', 'Asia/Shanghai');
    expect(end.toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect(civilDateOf(new Date(end.getTime() - 1), 'Asia/Shanghai')).toBe('2026-12-31');
    expect(civilDateOf(end, 'Asia/Shanghai')).toBe('2027-01-01');
  });

  it.each(['1940-06-03', '1986-05-04', '1991-09-15', '1991-12-31', '1992-01-01', '1992-01-02', '2026-01-01'])(
    'agrees with the zone database in Shanghai on %s, summer time or not',
    (date) => {
      // Asia/Chongqing is the same zone under another name, which does not take the short cut.
      expect(startOfDay(date, 'Asia/Shanghai')).toEqual(startOfDay(date, 'Asia/Chongqing'));
      for (const offset of [-1, 0, 1]) {
        const instant = new Date(startOfDay(date, 'Asia/Chongqing').getTime() + offset);
        expect(civilDateOf(instant, 'Asia/Shanghai')).toBe(civilDateOf(instant, 'Asia/Chongqing'));
      }
    },
  );

  it('starts every day of 2024, in every zone, at the first instant of that date', () => {
    const wrong: string[] = [];
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      for (let date = '2024-01-01'; date < '2025-01-01'; date = addDays(date, 1)) {
        const start = startOfDay(date, zone);
        const justBefore = new Date(start.getTime() - 1);
        if (civilDateOf(start, zone) !== date || civilDateOf(justBefore, zone) !== addDays(date, -1)) {
          wrong.push(`${zone} ${date}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('times of day', () => {
  it.each([
    ['2026-02-13', '08:30', 'Asia/Shanghai', '2026-02-13T00:30:00.000Z'],
    ['2026-02-13', '23:59', 'Asia/Shanghai', '2026-02-13T15:59:00.000Z'],
    // Left out by summer time (02:00 became 03:00): the instant of the jump.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // Twice on that night: the first.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, expected) => {
    expect(atTime(date, time, zone).toISOString()).toBe(expected);
  });

  it.each(['24:00', '8:30', '08:60', '', '08:30:00'])('refuses %j', (time) => {
    expect(() => atTime('2026-02-13', time, 'Asia/Shanghai')).toThrow(RangeError);
  });

  it('reads the wall clock', () => {
    expect(wallTimeOf(new Date('2026-02-13T16:29:59Z'), 'Asia/Shanghai')).toBe('00:29');
    expect(wallTimeOf(new Date('2026-07-01T10:00:00Z'), 'Europe/Berlin')).toBe('12:00');
  });

  it('gives days of 23, 24 and 25 hours', () => {
    const length = (date: string) =>
      endOfDay(date, 'Europe/Berlin').getTime() - startOfDay(date, 'Europe/Berlin').getTime();
    expect(['2026-03-29', '2026-06-01', '2026-10-25'].map(length)).toEqual([hours(23), hours(24), hours(25)]);
  });
});
