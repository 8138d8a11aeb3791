import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf, daysBetween, endOfDay } from '#kernel/civil-date.js';
import { hours } from '#kernel/durations.js';
import { type DeadlineRule } from '#hazards/deadlines/deadline-policy.js';
import { countDue, type DueDate, type DueTerms } from '#hazards/deadlines/due-date.js';
import { type Bilingual } from '#hazards/directory/bilingual.js';

/**
 * 延期: a due time that a person set, explained as a term of its own from the old start. It is told in calendar days when it ends
 * with a day, otherwise in hours; neither asks whether a day was off, so that a calendar published later does not move it.
 */
export function extendedDueDate(
  { ruleId, policyVersion, start, zone }: Omit<DueTerms, 'rule'>,
  dueAt: Date,
  basis: Bilingual,
  calendar: BusinessCalendar,
): DueDate {
  const lastDay = civilDateOf(new Date(dueAt.getTime() - 1), zone);
  const endsWithDay = endOfDay(lastDay, zone).getTime() === dueAt.getTime();
  const rule: DeadlineRule = endsWithDay
    ? { count: 'calendar-days', days: daysBetween(civilDateOf(start, zone), lastDay), roll: false, basis }
    : { count: 'hours', hours: (dueAt.getTime() - start.getTime()) / hours(1), basis };
  return countDue({ ruleId, rule, policyVersion, start, zone }, calendar);
}
