import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { type Person, PersonRepository } from '#store/directory/person.repository.js';
import { reachOf } from '../access/reach-of.js';

@Injectable()
export class ReadPerson {
  constructor(private readonly people: PersonRepository) {}

  async run(actor: Actor, id: string): Promise<Person> {
    const found = await this.people.find(reachOf(actor, 'organisation.read'), id);
    if (!found) throw Problem.notFound('No person has this id.');
    return found;
  }
}
