import { isPermitted } from '#hazards/directory/permissions.js';
import { rankOf } from '#hazards/directory/rank.js';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { type Actor } from '#platform/http/access.js';
import { type DelegatedPost } from '#store/directory/delegation.repository.js';

/**
 * One's own post, or one that ranks no higher than a post of one's own above it which may delegate: otherwise a vice-principal could
 * name himself the principal's substitute and sign. The administrator, who appoints people anyway, may delegate any.
 */
export function mayDelegate(actor: Actor, post: DelegatedPost): boolean {
  if (post.personId === actor.personId) return true;
  const wanted = rankOf(post.role);
  return actor.posts.some(({ role: name, organisationId }) => {
    const role = ROLE_IDS.find((id) => id === name);
    if (!role || !isPermitted([role], 'delegation.manage') || !post.path.includes(organisationId)) return false;
    const own = rankOf(role);
    return role === 'administrator' || (own !== undefined && wanted !== undefined && own >= wanted);
  });
}
