import { type CalendarYear } from './business-calendar.js';
import { type CivilDate, isCivilDate, weekday, yearOf } from './civil-date.js';

/** What is wrong with a submitted calendar, and where: `path` is a JSON pointer (RFC 6901) into it. */
export interface CalendarError {
  path: string;
  message: string;
}

const FIELDS = ['year', 'status', 'source', 'daysOff', 'makeUpWorkdays'];
const FIXED_HOLIDAYS = ['01-01', '05-01', '10-01', '10-02', '10-03'];

/**
 * Accepts a calendar year as written by a person, or names everything that is wrong with it at once. Days come back sorted.
 * A published year has to contain the holidays that the law fixes by date, so that half an import is not taken for a whole.
 */
export function validateCalendarYear(
  input: unknown,
): { ok: true; year: CalendarYear } | { ok: false; errors: CalendarError[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, errors: [{ path: '', message: 'must be an object' }] };
  }
  const fields = input as Record<string, unknown>;
  const { year, status } = fields;
  const errors: CalendarError[] = [];
  const refuse = (path: string, message: string) => errors.push({ path, message });

  for (const name of Object.keys(fields)) {
    if (!FIELDS.includes(name)) refuse(`/${escapePointer(name)}`, 'is not a field of a calendar year');
  }
  const yearIsValid = typeof year === 'number' && Number.isInteger(year) && year >= 1950 && year <= 2199;
  if (!yearIsValid) refuse('/year', 'must be a whole number from 1950 to 2199');
  if (status !== 'published' && status !== 'provisional') refuse('/status', 'must be published or provisional');
  const source = typeof fields.source === 'string' ? fields.source.trim() : '';
  if (!source) refuse('/source', 'must name the document');

  const expectedYear = yearIsValid ? year : undefined;
  const daysOff = datesIn(fields.daysOff, '/daysOff', expectedYear, errors);
  const makeUpWorkdays = datesIn(fields.makeUpWorkdays, '/makeUpWorkdays', expectedYear, errors);
  refuseContradictions(daysOff, makeUpWorkdays, errors);
  if (status === 'published' && Array.isArray(fields.daysOff) && expectedYear) {
    refuseMissingHolidays(daysOff, expectedYear, errors);
  }
  if (errors.length > 0) return { ok: false, errors };

  return {
    ok: true,
    year: {
      year: year as number,
      status: status as CalendarYear['status'],
      source,
      daysOff: [...daysOff.values()].sort(),
      makeUpWorkdays: [...makeUpWorkdays.values()].sort(),
    },
  };
}

/** The valid dates of a list by their path, each once. */
function datesIn(
  list: unknown,
  path: string,
  year: number | undefined,
  errors: CalendarError[],
): Map<string, CivilDate> {
  const dates = new Map<string, CivilDate>();
  if (!Array.isArray(list)) {
    errors.push({ path, message: 'must be a list of dates' });
    return dates;
  }
  const seen = new Set<CivilDate>();
  list.forEach((date: unknown, index) => {
    const at = `${path}/${index}`;
    if (!isCivilDate(date)) errors.push({ path: at, message: 'must be a date that exists, as YYYY-MM-DD' });
    else if (year !== undefined && yearOf(date) !== year) {
      errors.push({ path: at, message: `${date} belongs in the calendar of ${yearOf(date)}` });
    } else if (seen.has(date)) errors.push({ path: at, message: `${date} is listed twice` });
    else {
      seen.add(date);
      dates.set(at, date);
    }
  });
  return dates;
}

function refuseContradictions(
  daysOff: ReadonlyMap<string, CivilDate>,
  makeUpWorkdays: ReadonlyMap<string, CivilDate>,
  errors: CalendarError[],
): void {
  const off = new Set(daysOff.values());
  for (const [path, date] of makeUpWorkdays) {
    if (off.has(date)) errors.push({ path, message: `${date} is also listed as a day off` });
    else if (weekday(date) < 6) errors.push({ path, message: `${date} is a weekday and worked anyway` });
  }
}

function refuseMissingHolidays(daysOff: ReadonlyMap<string, CivilDate>, year: number, errors: CalendarError[]): void {
  const off = new Set(daysOff.values());
  const missing = FIXED_HOLIDAYS.map((day) => `${year}-${day}`).filter((date) => !off.has(date));
  if (missing.length > 0) {
    errors.push({ path: '/daysOff', message: `a published year must contain ${missing.join(', ')}` });
  }
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
