import { addDays, type CivilDate, isCivilDate, weekday } from '#kernel/civil-date.js';
import {
  firstDayOf,
  firstDayOfTerm,
  lastDayOf,
  parseQuarter,
  quarterOfDate,
  type SchoolTerm,
  schoolTermOf,
} from '#kernel/quarter.js';
import { type Cadence } from './duty.js';

/** One period of a duty. Its id says which: 2026Q4, 2026, 2026-autumn, week-2026-10-05, 2026-10-01. */
export interface DutyPeriod {
  id: string;
  firstDay: CivilDate;
  lastDay: CivilDate;
}

const YEAR = /^\d{4}$/;
const TERM = /^(\d{4})-(autumn|spring)$/;
const WEEK = /^week-(\d{4}-\d{2}-\d{2})$/;

/** The period that holds a date. Weeks run from Monday to Sunday, terms as firstDayOfTerm cuts them. */
export function periodOfDate(cadence: Cadence, date: CivilDate): DutyPeriod {
  switch (cadence) {
    case 'quarter': {
      const quarter = quarterOfDate(date);
      return { id: quarter, firstDay: firstDayOf(quarter), lastDay: lastDayOf(quarter) };
    }
    case 'year': {
      const year = date.slice(0, 4);
      return { id: year, firstDay: `${year}-01-01`, lastDay: `${year}-12-31` };
    }
    case 'term':
      return termPeriod(schoolTermOf(date));
    case 'week': {
      const firstDay = addDays(date, 1 - weekday(date));
      return { id: `week-${firstDay}`, firstDay, lastDay: addDays(firstDay, 6) };
    }
    case 'day':
      return { id: date, firstDay: date, lastDay: date };
  }
}

/** The period after one: periods of a cadence tile time. */
export const nextPeriod = (cadence: Cadence, period: DutyPeriod): DutyPeriod =>
  periodOfDate(cadence, addDays(period.lastDay, 1));

/** The period before one. */
export const previousPeriod = (cadence: Cadence, period: DutyPeriod): DutyPeriod =>
  periodOfDate(cadence, addDays(period.firstDay, -1));

/** The period that an id names, in the one form of its cadence; undefined when it names none. */
export function parsePeriod(cadence: Cadence, id: string): DutyPeriod | undefined {
  const date = firstDayFrom(cadence, id);
  const period = date !== undefined && isCivilDate(date) ? periodOfDate(cadence, date) : undefined;
  return period?.id === id ? period : undefined;
}

function firstDayFrom(cadence: Cadence, id: string): CivilDate | undefined {
  switch (cadence) {
    case 'quarter': {
      const quarter = parseQuarter(id);
      return quarter && firstDayOf(quarter);
    }
    case 'year':
      return YEAR.test(id) ? `${id}-01-01` : undefined;
    case 'term': {
      const match = TERM.exec(id);
      return match ? termPeriodOf(match)?.firstDay : undefined;
    }
    case 'week':
      return WEEK.exec(id)?.[1];
    case 'day':
      return id;
  }
}

function termPeriodOf([, year, term]: RegExpExecArray): DutyPeriod | undefined {
  const calendarYear = Number(year);
  return term === 'autumn'
    ? termPeriod({ term: 'autumn', schoolYear: calendarYear })
    : termPeriod({ term: 'spring', schoolYear: calendarYear - 1 });
}

/** Named by the calendar year in which the term begins. */
function termPeriod(term: SchoolTerm): DutyPeriod {
  const firstDay = firstDayOfTerm(term);
  const next: SchoolTerm =
    term.term === 'autumn'
      ? { term: 'spring', schoolYear: term.schoolYear }
      : { term: 'autumn', schoolYear: term.schoolYear + 1 };
  return { id: `${firstDay.slice(0, 4)}-${term.term}`, firstDay, lastDay: addDays(firstDayOfTerm(next), -1) };
}

const QUARTER_NAMES = ['一', '二', '三', '四'];

/** 2026年第四季度, 2026年度, 2026年秋季学期, 2026年10月5日这一周, 2026年10月1日. */
export function periodText(cadence: Cadence, { id, firstDay }: DutyPeriod): string {
  const [year, month, day] = firstDay.split('-').map(Number);
  switch (cadence) {
    case 'quarter':
      return `${year}年第${QUARTER_NAMES[Number(id.slice(5)) - 1]}季度`;
    case 'year':
      return `${year}年度`;
    case 'term':
      return `${year}年${id.endsWith('autumn') ? '秋季' : '春季'}学期`;
    case 'week':
      return `${year}年${month}月${day}日起一周`;
    case 'day':
      return `${year}年${month}月${day}日`;
  }
}
