import { type Bilingual, type LegalBasis } from '../directory/bilingual.js';
import { PRIORITIES } from './priority.js';

/** Part of a working day, as wall-clock times 'HH:mm'; `to` is no longer part of it. */
export interface WorkingPeriod {
  from: string;
  to: string;
}

/** A fixed length from the start, holidays or not. */
export interface HoursRule {
  count: 'hours';
  hours: number;
  basis: Bilingual;
}

/** Calendar days, the start day not counted; with `roll`, an end that is not a workday moves on to the next workday. */
export interface CalendarDaysRule {
  count: 'calendar-days';
  days: number;
  roll: boolean;
  basis: Bilingual;
}

/** Workdays, the start day not counted. */
export interface WorkdaysRule {
  count: 'workdays';
  days: number;
  basis: Bilingual;
}

/** Hours of office time, but never later than `atMostHours` of plain time after the start. */
export interface WorkingHoursRule {
  count: 'working-hours';
  hours: number;
  atMostHours: number;
  periods: readonly WorkingPeriod[];
  basis: Bilingual;
}

export type DeadlineRule = HoursRule | CalendarDaysRule | WorkdaysRule | WorkingHoursRule;

export const DEADLINE_RULE_IDS = [
  ...PRIORITIES,
  'suspected-major-confirmation',
  'major-notice',
  'major-written-report',
  'major-plan',
  'major-term',
  'general-extension-decision',
  'major-extension-decision',
  'acceptance-review',
] as const;

/** What the deadline is for: rectifying a general hazard of that priority, or one step of a procedure. */
export type DeadlineRuleId = (typeof DEADLINE_RULE_IDS)[number];

/** 整改时限. A versioned file of the bureau; an open case keeps the version under which its deadline was set. */
export interface DeadlinePolicy {
  version: string;
  legalBasis: readonly LegalBasis[];
  /** The longest term, in calendar days, that a plan for a major hazard may ask for; never above 365. */
  maximumMajorTermDays: number;
  rules: Readonly<Record<DeadlineRuleId, DeadlineRule>>;
}

/**
 * Deadlines that may not roll over days off. The danger does not pause for a holiday, and children may sleep beside it
 * meanwhile: the more urgent the hazard, the worse a week's grace. Paperwork and minor hazards may roll, as the Civil Code
 * (民法典) lets periods do.
 */
export const NEVER_ROLLED: ReadonlySet<DeadlineRuleId> = new Set(['P0', 'P1', 'major-term']);
