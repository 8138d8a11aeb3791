import { type Post } from '../directory/post-holder.js';
import { type Role, ROLES } from '../directory/role.js';
import { holdersOf } from '../directory/who-holds.js';
import { type ChainPeople } from '../escalation/recipients-for.js';
import { type Grade } from '../grading/grade.js';
import { type HazardHands, hasHandIn } from './hazard-hands.js';

/** Who owes a look-back; without a person the post owes it, whoever comes to hold it. */
export interface LookBacker {
  personId: string | null;
  role: Role;
  organisationId: string | null;
}

/** Nearest first: the zone officer sees general hazards, the bureau alone major ones, as with verifying. */
const IN_TURN: Record<'general' | 'major', readonly Role[]> = {
  general: ['zone-officer', 'safety-section', 'safety-section-chief', 'deputy-director'],
  major: ['safety-section', 'safety-section-chief', 'deputy-director', 'director'],
};

/** 回头查由谁做: the first in turn who neither put the hazard right nor struck it off (district work points: 谁检查、谁签字、谁负责). */
export function lookBackerFor(
  hazard: HazardHands & { grade: Grade | null },
  people: ChainPeople,
  now: Date,
): LookBacker {
  const roles = IN_TURN[hazard.grade === 'major' ? 'major' : 'general'];
  for (const role of roles) {
    const [free] = holdersOf(role, postsOf(role, people), people.cover, now).filter(
      ({ personId }) => !hasHandIn(hazard, personId),
    );
    if (free) return { personId: free.personId, role, organisationId: free.organisationId };
  }
  return { personId: null, role: 'safety-section-chief', organisationId: null };
}

function postsOf(role: Role, { organisations, posts }: ChainPeople): Post[] {
  const places = organisations.filter(({ tier }) => tier === ROLES[role].level).map(({ id }) => id);
  return posts.filter((post) => places.includes(post.organisationId));
}
