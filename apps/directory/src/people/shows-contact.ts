import { type Permission } from '#hazards/directory/permissions.js';
import { type Actor } from '#platform/http/access.js';
import { type Person } from '#store/directory/person.repository.js';
import { reaches, reachOf } from '../access/reach-of.js';

const ADMINISTERING: readonly Permission[] = ['people.import', 'post.manage', 'delegation.manage'];

/** Telephone and mail address are for the person himself and for those who administer him. */
export function showsContact(actor: Actor): (person: Person) => boolean {
  const reach = reachOf(actor, ...ADMINISTERING);
  return (person) => person.id === actor.personId || reaches(reach, person.path);
}
