import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { lockImports, requireInserted } from './import-lock.js';
import { ORGANISATION, type Organisation } from './organisation.repository.js';
import { type Reach } from './reach.js';

/** What an organisation is to be after the import. */
export interface ImportedOrganisation {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parentCode: string;
  readonly boarding: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Organisations whose parents stand in earlier levels, or in the database where they will be. */
export interface ImportLevel {
  readonly create: readonly ImportedOrganisation[];
  /** New parent or kind, and whatever else is new. */
  readonly move: readonly ImportedOrganisation[];
  /** The same place; other particulars. */
  readonly change: readonly ImportedOrganisation[];
}

export interface KnownOrganisations {
  /** Those that the file names and the tops, and the zones directly below them. */
  readonly organisations: readonly Organisation[];
  /** Where the reach begins; nothing above is visible. */
  readonly tops: readonly Organisation[];
}

/** Set-based, since a province imports tens of thousands. */
@Injectable()
export class OrganisationImportRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** Loads what the file names, lets `decide` say what to do, and does it, in one transaction. Throws TakenError. */
  run<T extends { readonly levels?: readonly ImportLevel[] }>(
    reach: Reach,
    codes: readonly string[],
    decide: (known: KnownOrganisations) => T,
  ): Promise<T> {
    return this.transactions.run(reach.scope, async (manager) => {
      await lockImports(manager);
      const decision = decide(await knownIn(manager, reach, codes));
      for (const level of decision.levels ?? []) {
        await create(manager, level.create);
        await move(manager, level.move);
        await change(manager, level.change);
      }
      return decision;
    });
  }
}

async function knownIn(manager: EntityManager, reach: Reach, codes: readonly string[]): Promise<KnownOrganisations> {
  const organisations = await manager.query<Organisation[]>(
    `with named as materialized (select id from app.organisation where (code = any($2::text[]) or id = any($1::int[])) and path && $1::int[])
     ${ORGANISATION}
     where o.path && $1::int[]
       and (o.id in (select id from named) or (o.kind = 'zone' and o.parent_id in (select id from named)))`,
    [reach.within, codes],
  );
  const tops = await manager.query<Organisation[]>(
    `${ORGANISATION} where o.id = any($1::int[])
       and not exists (select from unnest($1::int[]) above where above <> o.id and above = any(o.path))`,
    [reach.within],
  );
  return { organisations, tops };
}

const COLUMNS = 'code text, name text, kind text, "parentCode" text, boarding bool, "validFrom" date, "validTo" date';

async function create(manager: EntityManager, wanted: readonly ImportedOrganisation[]): Promise<void> {
  if (wanted.length === 0) return;
  const inserted = await manager.query<{ name: string }[]>(
    `insert into app.organisation (code, name, kind, parent_id, path, boarding, valid_from, valid_to)
     select w.code, w.name, w.kind, p.id, '{}', w.boarding, w."validFrom", w."validTo"
     from jsonb_to_recordset($1::jsonb) w(${COLUMNS}) join app.organisation p on p.code = w."parentCode"
     on conflict (code) do nothing
     returning code as name`,
    [JSON.stringify(wanted)],
  );
  requireInserted(
    wanted.map(({ code }) => code),
    inserted,
  );
}

async function move(manager: EntityManager, wanted: readonly ImportedOrganisation[]): Promise<void> {
  if (wanted.length === 0) return;
  await manager.query(
    `update app.organisation o
     set name = w.name, kind = w.kind, parent_id = p.id, boarding = w.boarding, valid_from = w."validFrom",
       valid_to = w."validTo", version = o.version + 1
     from jsonb_to_recordset($1::jsonb) w(${COLUMNS}) join app.organisation p on p.code = w."parentCode"
     where o.code = w.code`,
    [JSON.stringify(wanted)],
  );
}

async function change(manager: EntityManager, wanted: readonly ImportedOrganisation[]): Promise<void> {
  if (wanted.length === 0) return;
  await manager.query(
    `update app.organisation o
     set name = w.name, boarding = w.boarding, valid_from = w."validFrom", valid_to = w."validTo", version = o.version + 1
     from jsonb_to_recordset($1::jsonb) w(${COLUMNS})
     where o.code = w.code`,
    [JSON.stringify(wanted)],
  );
}
