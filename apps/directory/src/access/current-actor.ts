import { type Actor } from '#platform/http/access.js';
import { currentContext } from '#platform/http/request-context.js';

/** The person behind the running request, whom the access guard has recognised. */
export function currentActor(): Actor {
  const actor = currentContext()?.actor;
  if (!actor) throw new Error('a public endpoint asked for its actor');
  return actor;
}
