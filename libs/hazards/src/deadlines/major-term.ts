import { type CivilDate, addDays, civilDateOf } from '#kernel/civil-date.js';
import { HazardError } from '../hazard-errors.js';
import { type DeadlinePolicy } from './deadline-policy.js';

/** A deadline was asked for with a term that no plan may set; the plan was accepted without isMajorTermAllowed. */
export class TermNotAllowedError extends HazardError {
  readonly code = 'deadlines/term-not-allowed';
  constructor(ids: { termDays: string; policyVersion: string }) {
    super(`policy ${ids.policyVersion} allows a major hazard no term of ${ids.termDays} days`, ids);
  }
}

/**
 * True for a term, in whole calendar days, that a plan for a major hazard may set: at least one day and not above the
 * policy's maximum. Basis: local rules on listed hazards 挂牌督办 allow a year at most.
 */
export function isMajorTermAllowed(termDays: number, policy: DeadlinePolicy): boolean {
  return Number.isInteger(termDays) && termDays >= 1 && termDays <= policy.maximumMajorTermDays;
}

/** The last day on which a major hazard may fall due, extensions included, counted from the assignment. */
export function latestMajorDueDate(start: Date, zone: string, policy: DeadlinePolicy): CivilDate {
  return addDays(civilDateOf(start, zone), policy.maximumMajorTermDays);
}
