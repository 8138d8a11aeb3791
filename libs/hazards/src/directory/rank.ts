import { type Role } from './role.js';

/** 逐级: the ranks of the climb, lowest first. Heads of duty stand beside the safety officer, below the first rank here. */
export const CLIMB = [
  'vice-principal',
  'principal',
  'zone-officer',
  'safety-section',
  'safety-section-chief',
  'deputy-director',
  'director',
  'government-safety-office',
  'city-bureau',
  'province-department',
] as const satisfies readonly Role[];

const FOOT: readonly Role[] = [
  'safety-officer',
  'logistics-head',
  'dormitory-head',
  'canteen-head',
  'laboratory-head',
  'school-bus-head',
];

/** Height in the climb, 0 for the heads of duty; undefined for roles outside it (reporter, auditor, administrator). */
export function rankOf(role: Role): number | undefined {
  if (FOOT.includes(role)) return 0;
  // A linked department answers to the government's safety office, as the bureau's director does.
  if (role === 'linked-department') return rankOf('director');
  const place = (CLIMB as readonly Role[]).indexOf(role);
  return place < 0 ? undefined : place + 1;
}

/** The role to turn to when nobody answers for `role`; undefined at the top and outside the climb. */
export function nextRank(role: Role): Role | undefined {
  const rank = rankOf(role);
  return rank === undefined ? undefined : CLIMB[rank];
}
