import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { type Role } from '#hazards/directory/role.js';
import { type Acting, acting } from '#store/requests/acting.js';

/** As acting(), but seeing only the subtrees of those posts that give the right: a post elsewhere lends it to none here. */
export function actingFor(permission: Permission): Acting {
  const { actor, scope, name } = acting();
  const posts = actor.posts.filter((post) => isPermitted([post.role as Role], permission));
  const organisations = [...new Set(posts.map((post) => post.organisationId))];
  return { actor, scope: { ...scope, organisations }, name };
}
