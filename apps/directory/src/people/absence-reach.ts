import { type Actor } from '#platform/http/access.js';
import { type Reach } from '#store/directory/reach.js';
import { reachOf } from '../access/reach-of.js';

/** Everybody may record his own absence; those of others are for those who arrange who stands in. */
export function absenceReach(actor: Actor, personId: string): Reach {
  const reach = reachOf(actor, 'delegation.manage');
  return personId === actor.personId ? { ...reach, within: actor.scope } : reach;
}
