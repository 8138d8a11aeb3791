import { type Category, CATEGORY_IDS } from '#hazards/grading/category.js';
import { addDays, type CivilDate, weekday } from '#kernel/civil-date.js';
import { firstDayOf, type Quarter } from '#kernel/quarter.js';
import { type DemoSchool, demoSchools } from './demo-schools.js';
import { hashOf, pick } from './person-names.js';
import { readTable } from './read-table.js';

export const OUTCOMES = ['fixed-in-time', 'fixed-late', 'ignored', 'returned-once'] as const;
/** What becomes of the hazard in the demo; `returned-once` means that the first rectification is refused. */
export type Outcome = (typeof OUTCOMES)[number];

export interface DemoReport {
  schoolCode: string;
  place: { site: string; building?: string; spot?: string };
  category: Category;
  description: string;
  observations?: string[];
  /** 1 on the quarter's first day. */
  dayOfQuarter: number;
  /** Local hour of the day, 0 to 23. */
  hour: number;
  outcome: Outcome;
}

export const DEMO_QUARTER: Quarter = '2026Q4';

type Column = 'school' | 'site' | 'building' | 'spot' | 'observations' | 'outcome' | 'day' | 'hour' | 'description';
type Row = Record<Column, string>;

/** The hazard reports of the demo quarter in order of time. Same on every machine and in every run. */
export function demoReports(): DemoReport[] {
  const schools = demoSchools();
  const inspectionDays = inspectionDaysOf(DEMO_QUARTER);
  return CATEGORY_IDS.flatMap((category) =>
    readTable<Column>(`./reports/${category}.csv`).map((row) => reportFrom(row, category, schools, inspectionDays)),
  ).sort((a, b) => a.dayOfQuarter - b.dayOfQuarter || a.hour - b.hour || (a.description < b.description ? -1 : 1));
}

function reportFrom(
  row: Row,
  category: Category,
  schools: DemoSchool[],
  inspectionDays: readonly number[],
): DemoReport {
  const seed = hashOf(row.description);
  const { site, building, spot, description } = row;
  return {
    schoolCode: pick(matching(row.school, schools), seed).code,
    place: { site, ...(building && { building }), ...(spot && { spot }) },
    category,
    description,
    ...(row.observations && { observations: row.observations.split(' ') }),
    dayOfQuarter: row.day ? Number(row.day) : pick(inspectionDays, hashOf(`day of ${description}`)),
    hour: row.hour ? Number(row.hour) : 7 + (hashOf(`hour of ${description}`) % 11),
    outcome: row.outcome === '' ? 'fixed-in-time' : (row.outcome as Outcome),
  };
}

/** The schools that a row may belong to: a code, a kind, a facility, several joined by '+', 'school' or 'any'. */
function matching(selector: string, schools: readonly DemoSchool[]): DemoSchool[] {
  const words = selector.split('+');
  const found = schools.filter((school) => words.every((word) => isMeant(word, school)));
  if (found.length === 0) throw new RangeError(`no school of the demo district matches ${selector}`);
  return found;
}

function isMeant(word: string, { code, kind, has }: DemoSchool): boolean {
  if (word === 'any') return true;
  if (word === 'school') return kind !== 'kindergarten' && kind !== 'training-institution' && kind !== 'teaching-point';
  return word === code || word === kind || has.some((facility) => facility === word);
}

/**
 * Days of the quarter, from 1, on which schools look for hazards, up to a week before its end so that most stories finish. Most
 * look on fixed days of the week; what is found in between is set down with its day.
 */
function inspectionDaysOf(quarter: Quarter): number[] {
  const first = firstDayOf(quarter);
  const candidates = Array.from({ length: 85 }, (_, index) => index + 1);
  return candidates.filter((day) => isInspectionDay(addDays(first, day - 1)));
}

/** Monday, Wednesday and Friday. 2026: the National Day holiday is 1 to 7 October, and Saturday 10 October is worked. */
function isInspectionDay(date: CivilDate): boolean {
  if (date <= '2026-10-07') return false;
  return date === '2026-10-10' || [1, 3, 5].includes(weekday(date));
}
