import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { type Actor } from '#platform/http/access.js';
import { TakenError } from '#store/directory/import-lock.js';
import { PeopleImportRepository } from '#store/directory/people-import.repository.js';
import { reachOf } from '../access/reach-of.js';
import { hashInitialPassword, hashPassword, newInitialPassword } from '../sessions/password-hash.js';
import { type PersonLine, readPeopleLines } from './people-lines.js';
import { type PeopleCounts, planPeople } from './plan-people.js';
import { cellError } from '#platform/tables/table.js';
import { refusedFile } from './refused-file.js';

export interface InitialCredential {
  readonly username: string;
  readonly initialPassword: string;
}

export interface ImportedPeople extends PeopleCounts {
  /** Of the people who are new and for whom the file named no password. Nobody can learn them later. */
  readonly credentials: readonly InitialCredential[];
}

@Injectable()
export class ImportPeople {
  constructor(private readonly people: PeopleImportRepository) {}

  /** All lines or none. An existing person gets the posts; name, telephone and mail address stay as they are. */
  async run(actor: Actor, file: Buffer | undefined): Promise<ImportedPeople> {
    const { lines, errors } = readPeopleLines(file);
    const reach = reachOf(actor, 'people.import');
    const generated = new Map<string, string>();
    // Slow hashes are made before the transaction, which would hold its lock meanwhile; not at all for a file that is refused.
    const chosen = errors.length > 0 ? new Map<string, string>() : await chosenHashes(lines);
    const hashFor = (username: string): string => {
      const password = newInitialPassword();
      const known = chosen.get(username);
      if (known === undefined) generated.set(username, password);
      return known ?? hashInitialPassword(password);
    };
    const named = {
      usernames: [...new Set(lines.map(({ username }) => username))],
      codes: [...new Set(lines.map(({ organisationCode }) => organisationCode))],
    };
    try {
      const plan = await this.people.run(reach, named, (known) => {
        generated.clear();
        const planned = planPeople(lines, known, { newId, hashFor });
        if (errors.length === 0) return planned;
        return { kind: 'refuse' as const, errors: [...errors, ...(planned.kind === 'refuse' ? planned.errors : [])] };
      });
      if (plan.kind === 'refuse') throw refusedFile(plan.errors);
      const credentials = plan.change.people.flatMap(({ username }) => {
        const initialPassword = generated.get(username.toLowerCase());
        return initialPassword === undefined ? [] : [{ username, initialPassword }];
      });
      return { ...plan.counts, credentials };
    } catch (error) {
      if (error instanceof TakenError) throw refusedFile(takenLines(lines, error.names));
      throw error;
    }
  }
}

/** By user name in lower case. A chosen password has little entropy, so it is hashed as slowly as any other. */
async function chosenHashes(lines: readonly PersonLine[]): Promise<Map<string, string>> {
  const chosen = new Map(
    lines.filter(({ password }) => password !== '').map(({ username, password }) => [username.toLowerCase(), password]),
  );
  return new Map(
    await Promise.all(
      [...chosen].map(async ([username, password]) => [username, await hashPassword(password)] as const),
    ),
  );
}

function takenLines(lines: readonly PersonLine[], names: readonly string[]) {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const message = 'must be another one: somebody outside your subtree has it';
  return lines
    .filter(({ username }) => taken.has(username.toLowerCase()))
    .map(({ line }) => cellError(line, 'username', message));
}
