import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { CredentialRepository } from '#store/directory/credential.repository.js';
import { PersonRepository } from '#store/directory/person.repository.js';
import { reachOf } from '../access/reach-of.js';
import { type InitialCredential } from '../import/import-people.js';
import { hashInitialPassword, newInitialPassword } from '../sessions/password-hash.js';

/** For somebody who has forgotten the password: a new initial one, and the end of all sessions. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly people: PersonRepository,
    private readonly credentials: CredentialRepository,
  ) {}

  async run(actor: Actor, id: string): Promise<InitialCredential> {
    const reach = reachOf(actor, 'people.import');
    const person = await this.people.find(reach, id);
    if (!person) throw Problem.notFound('No person has this id.');
    const initialPassword = newInitialPassword();
    const isReset = await this.credentials.reset(reach, id, hashInitialPassword(initialPassword));
    if (!isReset) throw Problem.forbidden('This person also holds a post outside your subtree.');
    return { username: person.username, initialPassword };
  }
}
