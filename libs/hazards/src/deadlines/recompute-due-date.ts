import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type DueDate, countDue } from './due-date.js';

export type Recomputation = { kind: 'unchanged'; due: DueDate } | { kind: 'moved'; from: Date; to: Date; due: DueDate };

/**
 * Counts a due date again from its own terms after a calendar was published or amended. `due` is the new count, to be stored
 * in either case: an unchanged one may have lost its provisional mark, and its days may be named differently. A due date
 * that was not provisional is counted again too, because the State Council has amended a running year before.
 */
export function recomputeDueDate(stored: DueDate, calendar: BusinessCalendar): Recomputation {
  const due = countDue(stored, calendar);
  if (due.dueAt.getTime() === stored.dueAt.getTime()) return { kind: 'unchanged', due };
  return { kind: 'moved', from: stored.dueAt, to: due.dueAt, due };
}
