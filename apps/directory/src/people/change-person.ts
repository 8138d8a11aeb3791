import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type Person, type PersonChange, PersonRepository } from '#store/directory/person.repository.js';
import { reachOf } from '../access/reach-of.js';

@Injectable()
export class ChangePerson {
  constructor(private readonly people: PersonRepository) {}

  async run(actor: Actor, id: string, precondition: Precondition, change: PersonChange): Promise<Person> {
    const changed = await this.people.update(reachOf(actor, 'people.import'), id, (current, standsWithin) => {
      precondition.require(current.version);
      if (!standsWithin) throw Problem.forbidden('This person also holds a post outside your subtree.');
      if (change.disabled && id === actor.personId)
        throw Problem.conflict(
          'Another administrator has to disable your account, so that somebody is left to run the system.',
        );
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      return Object.fromEntries(given);
    });
    if (!changed) throw Problem.notFound('No person has this id.');
    return changed;
  }
}
