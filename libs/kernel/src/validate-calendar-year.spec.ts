import { readFileSync } from 'node:fs';
import { validateCalendarYear } from './validate-calendar-year.js';

const shipped = (year: number): unknown =>
  JSON.parse(readFileSync(new URL(`../calendars/${year}.json`, import.meta.url), 'utf8'));

const holidays = ['2027-01-01', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'];
const valid = {
  year: 2027,
  status: 'published',
  source: '国办发明电',
  daysOff: holidays,
  makeUpWorkdays: ['2027-10-09'],
};

const errorsOf = (input: unknown): string[] => {
  const result = validateCalendarYear(input);
  return result.ok ? [] : result.errors.map(({ path }) => path);
};

describe('validateCalendarYear', () => {
  it.each([2026, 2027])('accepts the shipped calendar of %i', (year) => {
    const input = shipped(year);
    expect(validateCalendarYear(input)).toEqual({ ok: true, year: input });
  });

  it('sorts the days and trims the source', () => {
    const result = validateCalendarYear({ ...valid, source: ' 国办发明电 ', daysOff: [...holidays].reverse() });
    expect(result).toEqual({ ok: true, year: valid });
  });

  it.each<[string, unknown, string[]]>([
    ['not an object', [], ['']],
    ['nothing', null, ['']],
    ['an unknown field', { ...valid, 'a/b': 1 }, ['/a~1b']],
    ['a year as text', { ...valid, year: '2027' }, ['/year']],
    ['a year out of range', { ...valid, year: 1949, daysOff: [], makeUpWorkdays: [] }, ['/year']],
    ['an unknown status', { ...valid, status: 'draft' }, ['/status']],
    ['an empty source', { ...valid, source: ' ' }, ['/source']],
    ['no lists', { year: 2027, status: 'published', source: 'x' }, ['/daysOff', '/makeUpWorkdays']],
    ['an impossible date', { ...valid, daysOff: [...holidays, '2027-02-29'] }, ['/daysOff/5']],
    ['a date of another year', { ...valid, daysOff: [...holidays, '2026-12-31'] }, ['/daysOff/5']],
    ['a day off twice', { ...valid, daysOff: [...holidays, '2027-10-01'] }, ['/daysOff/5']],
    ['a make-up day twice', { ...valid, makeUpWorkdays: ['2027-10-09', '2027-10-09'] }, ['/makeUpWorkdays/1']],
    ['a make-up day on a Friday', { ...valid, makeUpWorkdays: ['2027-10-08'] }, ['/makeUpWorkdays/0']],
    ['a make-up day that is off', { ...valid, makeUpWorkdays: ['2027-10-02'] }, ['/makeUpWorkdays/0']],
    ['a published year without National Day', { ...valid, daysOff: holidays.slice(0, 2) }, ['/daysOff']],
  ])('refuses %s', (_, input, paths) => {
    expect(errorsOf(input)).toEqual(paths);
  });

  it('asks a provisional year for no holidays', () => {
    expect(errorsOf({ ...valid, status: 'provisional', daysOff: [], makeUpWorkdays: [] })).toEqual([]);
  });

  it('names everything at once', () => {
    const input = { year: 2027, status: '', source: '', daysOff: ['x', '2026-01-01'], makeUpWorkdays: 'none' };
    expect(errorsOf(input)).toEqual(['/status', '/source', '/daysOff/0', '/daysOff/1', '/makeUpWorkdays']);
  });
});
