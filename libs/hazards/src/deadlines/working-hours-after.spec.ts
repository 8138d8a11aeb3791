import { readFileSync } from 'node:fs';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { workingHoursAfter } from './working-hours-after.js';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const calendar = new BusinessCalendar([2026, 2027].map((year) => json(`../../../kernel/calendars/${year}.json`)));
const { periods } = json('../../policies/deadlines.json').rules['suspected-major-confirmation'];
const zone = 'Asia/Shanghai';
const local = (text: string) => new Date(`${text.length === 16 ? `${text}:00` : text}+08:00`);

describe('workingHoursAfter', () => {
  it.each([
    ['2026-03-02T08:29', 4, '2026-03-02T14:30'],
    ['2026-03-02T08:30', 4, '2026-03-02T14:30'],
    ['2026-03-02T08:31', 4, '2026-03-02T14:31'],
    ['2026-03-02T08:30', 3.5, '2026-03-02T12:00'],
    ['2026-03-02T08:30:01', 3.5, '2026-03-02T14:00:01'],
    ['2026-03-02T11:59', 4, '2026-03-03T08:59'],
    ['2026-03-02T12:00', 4, '2026-03-03T09:00'],
    ['2026-03-02T13:00', 3.5, '2026-03-02T17:30'],
    ['2026-03-02T17:29', 4, '2026-03-03T14:29'],
    ['2026-03-02T17:30', 4, '2026-03-03T14:30'],
    ['2026-03-02T23:59', 7, '2026-03-03T17:30'],
    // Over a weekend, over Spring Festival from the make-up Saturday before it, and on a make-up Saturday.
    ['2026-03-06T16:00', 4, '2026-03-09T11:00'],
    ['2026-02-14T16:00', 4, '2026-02-24T11:00'],
    ['2026-10-10T08:00', 4, '2026-10-10T14:30'],
    ['2026-03-02T10:00', 0, '2026-03-02T10:00'],
  ])('from %s, %d hours: %s', (start, hours, expected) => {
    const { at, provisional } = workingHoursAfter({ start: local(start), hours, zone, periods }, calendar);
    expect(at).toEqual(local(expected));
    expect(provisional).toBe(false);
  });

  it('lists what each day contributed', () => {
    const { days } = workingHoursAfter({ start: local('2026-03-06T16:00'), hours: 4, zone, periods }, calendar);
    expect(days).toEqual([
      { date: '2026-03-06', kind: 'workday', counted: true, minutes: 90 },
      { date: '2026-03-07', kind: 'weekend', counted: false, minutes: 0 },
      { date: '2026-03-08', kind: 'weekend', counted: false, minutes: 0 },
      { date: '2026-03-09', kind: 'workday', counted: true, minutes: 150 },
    ]);
  });

  it('says when it passed through a year without a notice', () => {
    const answer = workingHoursAfter({ start: local('2026-12-31T16:00'), hours: 4, zone, periods }, calendar);
    expect(answer).toMatchObject({ at: local('2027-01-04T11:00'), provisional: true });
  });

  it('refuses an office that never opens', () => {
    expect(() =>
      workingHoursAfter({ start: local('2026-03-06T16:00'), hours: 4, zone, periods: [] }, calendar),
    ).toThrow(RangeError);
  });
});
