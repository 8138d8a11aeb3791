import { type FieldError } from '#platform/http/problem.js';
import {
  type ImportedPerson,
  type ImportedPost,
  type KnownPeople,
  type KnownPerson,
  type KnownPlace,
  type PeopleChange,
} from '#store/directory/people-import.repository.js';
import { fitsLevel } from '../posts/fits-level.js';
import { faultOfPassword } from '../sessions/password-rules.js';
import { type PersonLine } from './people-lines.js';
import { cellError } from '#platform/tables/table.js';

export interface PeopleCounts {
  /** People. */
  readonly created: number;
  /** Posts given to people who were there already. */
  readonly postsAdded: number;
  /** Lines that say what is so already. */
  readonly unchanged: number;
  /** Lines of the file. */
  readonly total: number;
}

export type PeoplePlan =
  | { readonly kind: 'import'; readonly change: PeopleChange; readonly counts: PeopleCounts }
  | { readonly kind: 'refuse'; readonly errors: readonly FieldError[]; readonly change?: undefined };

export interface NewAccounts {
  readonly newId: () => string;
  /** The hash of the initial password of a user name, given in lower case. */
  readonly hashFor: (username: string) => string;
}

/** Whom an import creates and which posts it gives; or everything that is wrong with it. */
export function planPeople(lines: readonly PersonLine[], known: KnownPeople, accounts: NewAccounts): PeoplePlan {
  const places = new Map(known.places.map((place) => [place.code, place]));
  const existing = new Map(known.people.map((person) => [person.username.toLowerCase(), person]));
  const errors = faultsOf(lines, places, existing);
  if (errors.length > 0) return { kind: 'refuse', errors };

  const created = new Map<string, ImportedPerson>();
  const posts: ImportedPost[] = [];
  let postsAdded = 0;
  let unchanged = 0;
  for (const line of lines) {
    const key = line.username.toLowerCase();
    const organisationId = places.get(line.organisationCode)?.id ?? NaN;
    const person = existing.get(key);
    if (person?.posts.some((post) => post.role === line.role && post.organisationId === organisationId)) {
      unchanged += 1;
      continue;
    }
    if (person) postsAdded += 1;
    const holder = person ?? created.get(key) ?? newPerson(line, organisationId, accounts);
    if (!person) created.set(key, holder as ImportedPerson);
    posts.push({ id: accounts.newId(), personId: holder.id, role: line.role, organisationId });
  }
  const counts = { created: created.size, postsAdded, unchanged, total: lines.length };
  return { kind: 'import', change: { people: [...created.values()], posts }, counts };
}

function faultsOf(
  lines: readonly PersonLine[],
  places: ReadonlyMap<string, KnownPlace>,
  existing: ReadonlyMap<string, KnownPerson>,
): FieldError[] {
  const firstOf = new Map<string, PersonLine>();
  const lineOf = new Map<string, number>();
  return lines.flatMap((line) => {
    const key = line.username.toLowerCase();
    const post = `${key} ${line.role} ${line.organisationCode}`;
    const twin = lineOf.get(post);
    const faults = [
      ...faultsOfPlace(line, places.get(line.organisationCode)),
      ...faultsOfPerson(line, existing.get(key), firstOf.get(key)),
      ...(twin === undefined ? [] : [cellError(line.line, 'post', `must be there once; line ${twin} gives it too`)]),
    ];
    if (!firstOf.has(key)) firstOf.set(key, line);
    if (twin === undefined) lineOf.set(post, line.line);
    return faults;
  });
}

function faultsOfPlace(line: PersonLine, place: KnownPlace | undefined): FieldError[] {
  if (place === undefined)
    return [cellError(line.line, 'organisationCode', 'must be the code of an organisation among those you administer')];
  const fault = line.password === '' ? undefined : faultOfPassword(line.password, line.username, [place.name]);
  const faults = fault === undefined ? [] : [cellError(line.line, 'password', fault)];
  if (!fitsLevel(line.role, place.kind))
    faults.push(cellError(line.line, 'post', `must be a post that a ${place.kind} has`));
  return faults;
}

/** Two people under one user name would share a password and all rights, so a difference is never taken for a change. */
function faultsOfPerson(
  line: PersonLine,
  person: KnownPerson | undefined,
  first: PersonLine | undefined,
): FieldError[] {
  const faults: FieldError[] = [];
  if (person && person.name !== line.name)
    faults.push(
      cellError(line.line, 'name', 'must be the name that this user name has already; change it with PATCH /v1/people'),
    );
  if (!first) return faults;
  for (const column of ['name', 'phone', 'email', 'password'] as const) {
    const isSame = line[column] === first[column] || (column !== 'name' && line[column] === '');
    if (!isSame)
      faults.push(
        cellError(line.line, column, `must be the same as in line ${first.line}, where this person first appears`),
      );
  }
  return faults;
}

function newPerson(line: PersonLine, organisationId: number, { newId, hashFor }: NewAccounts): ImportedPerson {
  const { username, name, phone, email } = line;
  return {
    id: newId(),
    username,
    name,
    phone: phone || null,
    email: email || null,
    organisationId,
    hash: hashFor(username.toLowerCase()),
  };
}
