import { type Role } from '../directory/role.js';
import { type Status } from '../lifecycle/status.js';
import { type Person } from './rectification-case.js';

/** The level of government that lists a hazard for supervision, lowest first. */
export const LISTING_LEVELS = ['county', 'city', 'province'] as const;
export type ListingLevel = (typeof LISTING_LEVELS)[number];

export interface ListedCase {
  status: Status;
  closedBy: string | null;
  /** The latest listing; null for a hazard that no government has listed. */
  listing: { level: ListingLevel; listedAt: Date; delistedAt: Date | null } | null;
}

export type DelistingRefusal =
  | 'not-listed'
  | 'already-delisted'
  | 'not-written-off'
  | 'delisted-later'
  | 'delisted-before-listing'
  | 'lister-delists'
  | 'closer-delists';

export type DelistingDecision = { kind: 'delisted' } | { kind: 'refused'; reason: DelistingRefusal };

/** Who speaks for the governments that list: each for its own level and for those below. */
const SPEAKS_FOR: Partial<Record<Role, ListingLevel>> = {
  'government-safety-office': 'county',
  'city-bureau': 'city',
  'province-department': 'province',
};

const refused = (reason: DelistingRefusal): DelistingDecision => ({ kind: 'refused', reason });

/**
 * 摘牌 is an act of its own after 销号: the bureau writes off, the government that listed agrees and delists (order of local
 * rules on listed hazards: 复查、销案、报政府同意、摘牌; wording unverified). So it is never by the person who closed.
 */
export function decideDelisting(
  { status, closedBy, listing }: ListedCase,
  delistedAt: Date,
  by: Person,
  now: Date,
): DelistingDecision {
  if (!listing) return refused('not-listed');
  if (listing.delistedAt) return refused('already-delisted');
  const speaksFor = SPEAKS_FOR[by.role];
  if (!speaksFor || LISTING_LEVELS.indexOf(speaksFor) < LISTING_LEVELS.indexOf(listing.level)) {
    return refused('lister-delists');
  }
  if (by.personId === closedBy) return refused('closer-delists');
  if (status !== 'closed') return refused('not-written-off');
  if (delistedAt.getTime() > now.getTime()) return refused('delisted-later');
  if (delistedAt.getTime() < listing.listedAt.getTime()) return refused('delisted-before-listing');
  return { kind: 'delisted' };
}
