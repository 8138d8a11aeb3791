import { type Role } from '#hazards/directory/role.js';
import { type Scope } from '#platform/database/scope.js';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { currentContext } from '#platform/http/request-context.js';

export interface Acting {
  readonly actor: Actor;
  readonly scope: Scope;
  /** As the history names the person. */
  readonly name: string;
}

/** The person behind the running request, with the scope of his unit of work. */
export function acting(): Acting {
  const actor = currentContext()?.actor;
  if (!actor) throw Problem.unauthenticated('Sign in first.');
  return {
    actor,
    scope: { organisations: actor.scope, personId: actor.personId },
    name: `person:${actor.personId}`,
  };
}

/** The roles in which a person may act on something at an organisation on `path`: his posts there and above it. */
export function rolesAt(actor: Actor, path: readonly number[], sharedWith: readonly number[] = []): Role[] {
  const places = new Set([...path, ...sharedWith]);
  return [...new Set(actor.posts.filter((post) => places.has(post.organisationId)).map((post) => post.role as Role))];
}
