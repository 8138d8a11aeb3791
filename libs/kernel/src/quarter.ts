import { type CivilDate, addDays, civilDateOf, startOfDay, yearOf } from './civil-date.js';

/** A quarter of the calendar year, as '2026Q4'. */
export type Quarter = `${number}Q${1 | 2 | 3 | 4}`;

/** 学期. The autumn term counts from September to January, the spring term from February to August. */
export interface SchoolTerm {
  term: 'autumn' | 'spring';
  /** The year in which the school year began, in September. */
  schoolYear: number;
}

const PATTERN = /^[0-9]{4}Q[1-4]$/;

/** The quarter that a text names, in the one form '2026Q4'; undefined when it names none. */
export function parseQuarter(text: string): Quarter | undefined {
  return PATTERN.test(text) ? (text as Quarter) : undefined;
}

/** The quarter whose range in that zone holds the instant. */
export function quarterOf(instant: Date, zone: string): Quarter {
  return quarterOfDate(civilDateOf(instant, zone));
}

/** The quarter to which a date belongs. */
export function quarterOfDate(date: CivilDate): Quarter {
  return quarterAt(yearOf(date) * 4 + Math.floor((Number(date.slice(5, 7)) - 1) / 3));
}

/** From the first instant of a quarter in a zone up to, and without, the first instant of the next. */
export function quarterRange(quarter: Quarter, zone: string): { start: Date; end: Date } {
  return {
    start: startOfDay(firstDayOf(quarter), zone),
    end: startOfDay(firstDayOf(nextQuarter(quarter)), zone),
  };
}

export const nextQuarter = (quarter: Quarter): Quarter => quarterAt(indexOf(quarter) + 1);

export const previousQuarter = (quarter: Quarter): Quarter => quarterAt(indexOf(quarter) - 1);

export function firstDayOf(quarter: Quarter): CivilDate {
  const index = indexOf(quarter);
  return `${quarter.slice(0, 4)}-${String((index % 4) * 3 + 1).padStart(2, '0')}-01`;
}

/** The day on which zero reports 零报告 of the quarter fall due, at 24:00. */
export function lastDayOf(quarter: Quarter): CivilDate {
  return addDays(firstDayOf(nextQuarter(quarter)), -1);
}

/**
 * Last day for the statistics of a quarter: the 15th of the month after it, whatever weekday that is.
 * Basis: order 16 of the State Administration of Work Safety (2007), on quarterly statistics.
 */
export function rollUpDueDate(quarter: Quarter): CivilDate {
  return addDays(firstDayOf(nextQuarter(quarter)), 14);
}

/** Last day for the statistics of a year: 31 January of the next, whatever weekday that is. Basis: as for a quarter. */
export function annualDueDate(year: number): CivilDate {
  return addDays(firstDayOf(quarterAt((year + 1) * 4)), 30);
}

/**
 * The school term of a date, for what is owed or counted once a term (drills, inspections, repeated hazards).
 * Each province sets its own opening days, so the terms are cut at 1 September and 1 February, inside the vacations.
 */
export function schoolTermOf(date: CivilDate): SchoolTerm {
  const year = yearOf(date);
  const month = Number(date.slice(5, 7));
  if (month >= 9) return { term: 'autumn', schoolYear: year };
  return { term: month === 1 ? 'autumn' : 'spring', schoolYear: year - 1 };
}

/** The date from which a school term counts. */
export function firstDayOfTerm({ term, schoolYear }: SchoolTerm): CivilDate {
  return term === 'autumn' ? `${schoolYear}-09-01` : `${schoolYear + 1}-02-01`;
}

function indexOf(quarter: Quarter): number {
  if (!PATTERN.test(quarter)) throw new RangeError(`not a quarter: ${quarter}`);
  return Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(5)) - 1;
}

function quarterAt(index: number): Quarter {
  const quarter = `${String(Math.floor(index / 4)).padStart(4, '0')}Q${(index % 4) + 1}`;
  if (index < 0 || !PATTERN.test(quarter)) throw new RangeError(`no quarter ${quarter}`);
  return quarter as Quarter;
}
