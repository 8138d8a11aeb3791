import { type Role } from '#hazards/directory/role.js';
import { whoHolds } from '#hazards/directory/who-holds.js';
import { tierOf } from '#hazards/escalation/tier-of.js';
import { type Chain } from '#store/people/chain-people.js';
import { type FilingTelling } from './filing-telling.js';

export const districtOf = (chain: Chain): number[] =>
  chain.line.filter((one) => one.tier === 'district').map((one) => one.id);

/** Who holds the post that owes the filing at this moment; nobody where it is vacant or its holder is away. */
export function debtorsOf({ obligation, chain }: Pick<FilingTelling, 'obligation' | 'chain'>, now: Date): string[] {
  const role = obligation.debtorRole as Role | null;
  if (!role) return [];
  const tier = tierOf(role);
  const places = chain.organisations.filter((one) => one.tier === tier).map((one) => one.id);
  const holder = whoHolds(
    role,
    chain.posts.filter((post) => places.includes(post.organisationId)),
    chain.cover,
    now,
  );
  return holder.kind === 'holder' ? [holder.personId] : [];
}
