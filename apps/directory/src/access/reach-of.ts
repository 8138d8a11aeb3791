import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { type Actor } from '#platform/http/access.js';
import { type Reach } from '#store/directory/reach.js';

/**
 * Where an actor may do what one of the permissions allows: below the organisations of those posts alone that give it. A
 * principal who also audits a district does not become its principal.
 */
export function reachOf(actor: Actor, ...permissions: readonly Permission[]): Reach {
  const entitling = actor.posts.filter(({ role }) => {
    const known = ROLE_IDS.find((id) => id === role);
    return known !== undefined && permissions.some((permission) => isPermitted([known], permission));
  });
  return {
    scope: { organisations: actor.scope, personId: actor.personId },
    within: [...new Set(entitling.map(({ organisationId }) => organisationId))],
  };
}

/** True when a row with this path lies within reach. */
export const reaches = ({ within }: Reach, path: readonly number[]): boolean => within.some((id) => path.includes(id));
