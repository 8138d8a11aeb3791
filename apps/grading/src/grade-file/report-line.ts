import { type Category, categoryFrom } from '#hazards/grading/category.js';

/** One report of a file, checked. */
export interface ReportLine {
  readonly line: number;
  readonly id: string | number;
  readonly text: string;
  readonly category: Category | null;
}

/** Why a line cannot be graded; `field` is absent when the line as a whole cannot be read. */
export interface BadLine {
  readonly line: number;
  readonly field?: string;
  readonly reason: string;
}

export interface ReadLines {
  readonly reports: readonly ReportLine[];
  readonly bad: readonly BadLine[];
  /** What was passed over on lines that are graded all the same. */
  readonly notices: readonly BadLine[];
}

/** A raw record of any of the file types, with the line of the file on which it starts. */
export interface RawLine {
  readonly line: number;
  readonly record: unknown;
}

/**
 * Checks all records, so that a user mends a file once and not line by line. Fields beyond the three are ignored. A category that
 * is none of ours (other offices have other lists) is only a hint lost: its line is graded without one, and a notice says so.
 */
export function checkLines(lines: readonly RawLine[], unread: readonly BadLine[] = []): ReadLines {
  const reports: ReportLine[] = [];
  const bad: BadLine[] = [...unread];
  const notices: BadLine[] = [];
  for (const line of lines) {
    const checked = checkLine(line);
    if (Array.isArray(checked)) {
      bad.push(...checked);
      continue;
    }
    reports.push(checked.report);
    if (checked.notice) notices.push(checked.notice);
  }
  return { reports, bad: bad.sort((a, b) => a.line - b.line), notices };
}

function checkLine({ line, record }: RawLine): { report: ReportLine; notice?: BadLine } | BadLine[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return [{ line, reason: 'is not an object with id and text' }];
  }
  const { id, text, category } = record as Record<string, unknown>;
  const bad: BadLine[] = [];
  if (!isId(id))
    bad.push({
      line,
      field: 'id',
      reason: id === undefined || id === '' ? 'is missing' : 'is not a string or a number',
    });
  if (typeof text !== 'string' || text.trim() === '') {
    bad.push({
      line,
      field: 'text',
      reason: text === undefined || typeof text === 'string' ? 'is missing' : 'is not a string',
    });
  }
  if (bad.length > 0) return bad;
  const known = categoryOf(category);
  const report = { line, id: id as string | number, text: text as string, category: known ?? null };
  if (known !== undefined) return { report };
  const reason = `is not known and was passed over: ${JSON.stringify(category)}`;
  return { report, notice: { line, field: 'category', reason } };
}

const isId = (id: unknown): boolean =>
  (typeof id === 'string' && id !== '') || (typeof id === 'number' && Number.isFinite(id));

/** Null when none is given, undefined when it is not one of ours. */
function categoryOf(category: unknown): Category | null | undefined {
  if (category === undefined || category === null || category === '') return null;
  return typeof category === 'string' ? categoryFrom(category.trim()) : undefined;
}
