import { type BusinessCalendar, type DayCount, type DayKind } from '#kernel/business-calendar.js';
import { type CivilDate, civilDateOf, endOfDay } from '#kernel/civil-date.js';
import { hours } from '#kernel/durations.js';
import { type DeadlinePolicy, type DeadlineRule, type DeadlineRuleId } from './deadline-policy.js';
import { workingHoursAfter } from './working-hours-after.js';

export interface DueDay {
  date: CivilDate;
  kind: DayKind;
  /** Whether the day was one of those that the rule counts. */
  counted: boolean;
  /** Office time counted on the day; only under a rule of working hours. */
  minutes?: number;
  /** `rolled`: the term was over, and the end moved on across or onto this day. */
  note?: 'rolled';
}

/** What a deadline is counted from: enough to count it again when a calendar changes. */
export interface DueTerms {
  ruleId: DeadlineRuleId;
  /** The rule as it was applied, a snapshot: a later policy does not touch an open case. */
  rule: DeadlineRule;
  policyVersion: string;
  start: Date;
  /** IANA zone whose midnight ends the days. */
  zone: string;
}

export interface DueDate extends DueTerms {
  /**
   * The first instant that is too late. For a deadline in days it is 24:00 of the last day, which is 00:00 of the day
   * after; for one in hours it is the start plus those hours. In time means before it; overdue means at it or after it.
   */
  dueAt: Date;
  /** The last day on which one can be in time. */
  dueDate: CivilDate;
  /** True when a day that mattered lies in a year whose holiday notice is not known. */
  provisional: boolean;
  /** The rule in words, Chinese; the English is in `rule.basis`. */
  basis: string;
  /** Every day looked at, in order, the start day left out; empty for a deadline in plain hours. */
  days: DueDay[];
}

/** Counts a deadline under one rule of a policy. */
export function dueUnder(
  ruleId: DeadlineRuleId,
  from: { start: Date; zone: string },
  policy: DeadlinePolicy,
  calendar: BusinessCalendar,
): DueDate {
  const { start, zone } = from;
  return countDue({ ruleId, rule: policy.rules[ruleId], policyVersion: policy.version, start, zone }, calendar);
}

/**
 * Counts a deadline. The start day is not counted and the last day ends at 24:00 (民法典, counting of periods), so a
 * hazard assigned at 00:01 and one assigned at 23:59 fall due together.
 */
export function countDue(terms: DueTerms, calendar: BusinessCalendar): DueDate {
  const { rule, start, zone } = terms;
  switch (rule.count) {
    case 'hours':
      return dueAtInstant(terms, { at: new Date(start.getTime() + hours(rule.hours)), provisional: false, days: [] });
    case 'working-hours': {
      const notAfter = new Date(start.getTime() + hours(rule.atMostHours));
      const time = { start, zone, hours: rule.hours, periods: rule.periods, notAfter };
      return dueAtInstant(terms, workingHoursAfter(time, calendar));
    }
    case 'workdays':
      return dueAtEndOfDay(terms, calendar.addWorkdays(civilDateOf(start, zone), rule.days));
    case 'calendar-days': {
      const count = calendar.addCalendarDays(civilDateOf(start, zone), rule.days, { roll: rule.roll });
      return dueAtEndOfDay(terms, count, rule.days);
    }
  }
}

function dueAtInstant(terms: DueTerms, { at, provisional, days }: { at: Date; provisional: boolean; days: DueDay[] }) {
  // The due instant itself is too late, so the last day is that of the instant before it.
  const dueDate = civilDateOf(new Date(at.getTime() - 1), terms.zone);
  return { ...termsOf(terms), dueAt: at, dueDate, provisional, basis: terms.rule.basis.zh, days };
}

function dueAtEndOfDay(terms: DueTerms, count: DayCount, termLength = Infinity): DueDate {
  return {
    ...termsOf(terms),
    dueAt: endOfDay(count.date, terms.zone),
    dueDate: count.date,
    provisional: count.provisional,
    basis: terms.rule.basis.zh,
    days: count.counted.map((day, index) => (index < termLength ? day : { ...day, note: 'rolled' as const })),
  };
}

/** Only the terms: a due date that is counted again must not carry its old answer along. */
function termsOf({ ruleId, rule, policyVersion, start, zone }: DueTerms): DueTerms {
  return { ruleId, rule, policyVersion, start, zone };
}
