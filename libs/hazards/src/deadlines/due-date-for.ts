import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type Grade } from '../grading/grade.js';
import { type DeadlinePolicy, type DeadlineRule, type DeadlineRuleId } from './deadline-policy.js';
import { type DueDate, countDue } from './due-date.js';
import { TermNotAllowedError, isMajorTermAllowed } from './major-term.js';
import { type Priority } from './priority.js';

export interface DueDateInput {
  grade: Grade;
  /** Decides the term of a general hazard, and of a suspected major one until the bureau has decided. */
  priority: Priority;
  /** From when the term runs: the assignment of the hazard. */
  start: Date;
  zone: string;
  /** Calendar days that the plan of a major hazard sets; the policy's default without it. Ignored for other grades. */
  termDays?: number;
}

/**
 * When the hazard has to be rectified 整改期限. A major hazard runs on the term of its plan; all others on their priority.
 * A suspected major hazard never rolls over days off, whatever its priority: until it is decided the graver reading holds.
 * Basis: order 16 (2007), general hazards at once and major ones by plan; the numbers of days are the bureau's policy.
 * Throws TermNotAllowedError for a term that isMajorTermAllowed refuses.
 */
export function dueDateFor(input: DueDateInput, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  const { start, zone } = input;
  const ruleId: DeadlineRuleId = input.grade === 'major' ? 'major-term' : input.priority;
  return countDue(
    { ruleId, rule: ruleAs(ruleId, input, policy), policyVersion: policy.version, start, zone },
    calendar,
  );
}

function ruleAs(ruleId: DeadlineRuleId, { grade, termDays }: DueDateInput, policy: DeadlinePolicy): DeadlineRule {
  const rule = policy.rules[ruleId];
  if (rule.count !== 'calendar-days') return rule;
  if (grade === 'suspected-major') return { ...rule, roll: false };
  if (grade === 'general' || termDays === undefined) return rule;
  if (!isMajorTermAllowed(termDays, policy)) {
    throw new TermNotAllowedError({ termDays: String(termDays), policyVersion: policy.version });
  }
  return { ...rule, days: termDays };
}
