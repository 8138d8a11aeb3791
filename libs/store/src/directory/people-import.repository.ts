import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type Role } from '#hazards/directory/role.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { lockImports, requireInserted } from './import-lock.js';
import { type Reach } from './reach.js';

export interface KnownPerson {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  /** Posts that hold now or later. */
  readonly posts: readonly { readonly role: Role; readonly organisationId: number }[];
}

export interface KnownPlace {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
}

export interface KnownPeople {
  readonly people: readonly KnownPerson[];
  readonly places: readonly KnownPlace[];
}

export interface ImportedPerson {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly organisationId: number;
  /** Of the initial password. */
  readonly hash: string;
}

export interface ImportedPost {
  readonly id: string;
  readonly personId: string;
  readonly role: Role;
  readonly organisationId: number;
}

export interface PeopleChange {
  readonly people: readonly ImportedPerson[];
  readonly posts: readonly ImportedPost[];
}

@Injectable()
export class PeopleImportRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** Loads what the file names, lets `decide` say what to do, and does it, in one transaction. Throws TakenError. */
  run<T extends { readonly change?: PeopleChange }>(
    reach: Reach,
    named: { readonly usernames: readonly string[]; readonly codes: readonly string[] },
    decide: (known: KnownPeople) => T,
  ): Promise<T> {
    return this.transactions.run(reach.scope, async (manager) => {
      await lockImports(manager);
      const places = await manager.query<KnownPlace[]>(
        'select id, code, name, kind from app.organisation where code = any($2::text[]) and path && $1::int[]',
        [reach.within, named.codes],
      );
      const people = await manager.query<KnownPerson[]>(
        `select p.id, p.username, p.name, coalesce((
           select json_agg(json_build_object('role', t.role, 'organisationId', t.organisation_id))
           from app.post t where t.person_id = p.id and (t.valid_to is null or t.valid_to > app.now())), '[]') as posts
         from app.person p where lower(p.username) = any($2::text[]) and p.path && $1::int[]`,
        [reach.within, named.usernames.map((username) => username.toLowerCase())],
      );
      const decision = decide({ people, places });
      if (decision.change) await store(manager, decision.change);
      return decision;
    });
  }
}

async function store(manager: EntityManager, { people, posts }: PeopleChange): Promise<void> {
  const inserted = await manager.query<{ name: string }[]>(
    `insert into app.person (id, username, name, phone, email, organisation_id, path)
     select w.id, w.username, w.name, w.phone, w.email, w."organisationId", '{}'
     from jsonb_to_recordset($1::jsonb)
       w(id uuid, username text, name text, phone text, email text, "organisationId" int)
     on conflict do nothing
     returning username as name`,
    [JSON.stringify(people.map(({ hash: _hash, ...person }) => person))],
  );
  requireInserted(
    people.map(({ username }) => username),
    inserted,
  );
  await manager.query(
    `insert into app.post (id, organisation_id, path, role, person_id, valid_from)
     select w.id, w."organisationId", '{}', w.role, w."personId", app.now()
     from jsonb_to_recordset($1::jsonb) w(id uuid, "personId" uuid, role text, "organisationId" int)`,
    [JSON.stringify(posts)],
  );
  await manager.query(`select app.set_credentials($1::uuid[], 'initial', $2::text[])`, [
    people.map(({ id }) => id),
    people.map(({ hash }) => hash),
  ]);
}
