import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type DeadlinePolicy } from './deadline-policy.js';
import { type DueDate, dueUnder } from './due-date.js';

interface From {
  start: Date;
  zone: string;
}

/** 治理方案: when the principal owes the treatment plan, counted from the grading as major. Basis: order 16 (2007), plan of major hazards. */
export function planDueFor(from: From, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  return dueUnder('major-plan', from, policy, calendar);
}

/**
 * When the bureau owes its decision on a suspected major hazard, counted from the grading as suspected: so many working
 * hours, and over a night or a holiday the plain hours, which the officer on duty 值班 has to keep.
 */
export function confirmationDueFor(from: From, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  return dueUnder('suspected-major-confirmation', from, policy, calendar);
}

/** When a major hazard must have been reported in the system. Basis: order 16 (2007), prompt report of major hazards. */
export function majorNoticeDueFor(from: From, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  return dueUnder('major-notice', from, policy, calendar);
}

/** When the written report of a major hazard is due. Basis: as for the notice. */
export function writtenReportDueFor(from: From, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  return dueUnder('major-written-report', from, policy, calendar);
}
