import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type DeadlinePolicy } from '#hazards/deadlines/deadline-policy.js';
import { countDue, type DueDate } from '#hazards/deadlines/due-date.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type ListingLevel } from '#hazards/rectification/decide-delisting.js';
import { ZONE } from '#store/policies/zone.js';

const LEVEL_WORDS: Record<ListingLevel, string> = { county: '县（区）级', city: '市级', province: '省级' };

export interface Listing {
  readonly level: ListingLevel;
  readonly documentNumber: string;
  readonly listedAt: Date;
  /** Calendar days from the day of listing. */
  readonly termDays: number;
}

export type ListingDecision =
  /** `due` only when the listing gives more time than the hazard has: it never shortens a term that was promised. */
  | { kind: 'listed'; due?: DueDate }
  | { kind: 'refused'; reason: 'already-ended' | 'not-major' | 'already-listed' | 'listed-later' };

type Listed = Pick<Hazard, 'status' | 'grade' | 'dueAt' | 'supervision'>;

/**
 * 挂牌督办, as the government decided it outside of this system (国发〔2010〕23号, wording unverified): an open major hazard, each
 * document once. A hazard without a due time gets its own from the assignment.
 */
export function decideListing(
  hazard: Listed,
  listing: Listing,
  policy: DeadlinePolicy,
  calendar: BusinessCalendar,
  now: Date,
): ListingDecision {
  if (hazard.status === 'closed' || hazard.status === 'rejected') return { kind: 'refused', reason: 'already-ended' };
  if (hazard.grade !== 'major') return { kind: 'refused', reason: 'not-major' };
  if (hazard.supervision?.['documentNumber'] === listing.documentNumber) {
    return { kind: 'refused', reason: 'already-listed' };
  }
  if (listing.listedAt.getTime() > now.getTime()) return { kind: 'refused', reason: 'listed-later' };

  const due = dueUnderListing(listing, policy, calendar);
  return hazard.dueAt && due.dueAt.getTime() > hazard.dueAt.getTime() ? { kind: 'listed', due } : { kind: 'listed' };
}

function dueUnderListing(listing: Listing, policy: DeadlinePolicy, calendar: BusinessCalendar): DueDate {
  const { level, documentNumber, listedAt, termDays } = listing;
  const basis = {
    zh: `挂牌督办（${LEVEL_WORDS[level]}，${documentNumber}）：自挂牌之日起${termDays}个自然日`,
    en: `Listed for supervision at ${level} level (${documentNumber}): ${termDays} calendar days from the listing`,
  };
  const rule = { count: 'calendar-days' as const, days: termDays, roll: false, basis };
  return countDue({ ruleId: 'major-term', rule, policyVersion: policy.version, start: listedAt, zone: ZONE }, calendar);
}
