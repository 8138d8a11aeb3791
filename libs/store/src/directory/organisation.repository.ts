import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { OrganisationRow } from './organisation.row.js';
import { type Reach } from './reach.js';

export interface Organisation {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parentId: number | null;
  /** null at the top, and where the parent stands above what the actor may see. */
  readonly parentCode: string | null;
  /** Ids from the root down to the organisation itself. */
  readonly path: readonly number[];
  readonly boarding: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly version: number;
}

export interface OrganisationFilter {
  readonly under?: number;
  readonly kind?: string;
  /** Only codes after this one. */
  readonly after?: string;
  readonly most: number;
}

export type OrganisationChange = Partial<Pick<Organisation, 'name' | 'validTo' | 'parentId'>>;

/** Finds the organisations that a change names, within the same transaction and reach. */
export interface Places {
  byId(id: number): Promise<Organisation | undefined>;
  byCode(code: string): Promise<Organisation | undefined>;
  /** A zone directly below an organisation, by code or name. */
  zoneBelow(parentId: number, zone: string): Promise<Organisation | undefined>;
}

export const ORGANISATION = `
  select o.id, o.code, o.name, o.kind, o.parent_id as "parentId", p.code as "parentCode", o.path, o.boarding,
    o.valid_from::text as "validFrom", o.valid_to::text as "validTo", o.version
  from app.organisation o left join app.organisation p on p.id = o.parent_id`;

@Injectable()
export class OrganisationRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** In the order of their codes. */
  list(reach: Reach, { under, kind, after, most }: OrganisationFilter): Promise<Organisation[]> {
    return this.transactions.run(reach.scope, (manager) =>
      manager.query<Organisation[]>(
        `${ORGANISATION}
         where o.path && $1::int[] and ($2::int is null or o.path @> array[$2::int])
           and ($3::text is null or o.kind = $3) and ($4::text is null or o.code > $4)
         order by o.code limit $5`,
        [reach.within, under ?? null, kind ?? null, after ?? null, most],
      ),
    );
  }

  find(reach: Reach, code: string): Promise<Organisation | undefined> {
    return this.transactions.run(reach.scope, (manager) => oneBy(manager, reach, 'o.code = $2', code));
  }

  /** Locks the row, decides, stores. undefined for an organisation out of reach; a decision that throws changes nothing. */
  update(
    reach: Reach,
    code: string,
    decide: (current: Organisation, places: Places) => Promise<OrganisationChange>,
  ): Promise<Organisation | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      const rows = manager.getRepository(OrganisationRow);
      const locked = await rows.findOne({ where: { code }, lock: { mode: 'pessimistic_write' } });
      const current = locked && (await oneBy(manager, reach, 'o.code = $2', code));
      if (!current) return undefined;
      const change = await decide(current, placesIn(manager, reach));
      if (Object.keys(change).length > 0)
        await rows.update({ id: current.id }, { ...change, version: current.version + 1 });
      return oneBy(manager, reach, 'o.code = $2', code);
    });
  }
}

async function oneBy(
  manager: EntityManager,
  reach: Reach,
  condition: string,
  ...values: unknown[]
): Promise<Organisation | undefined> {
  const sql = `${ORGANISATION} where o.path && $1::int[] and ${condition} order by o.id limit 1`;
  const [found] = await manager.query<Organisation[]>(sql, [reach.within, ...values]);
  return found;
}

function placesIn(manager: EntityManager, reach: Reach): Places {
  return {
    byId: (id) => oneBy(manager, reach, 'o.id = $2', id),
    byCode: (code) => oneBy(manager, reach, 'o.code = $2', code),
    zoneBelow: (parentId, zone) =>
      oneBy(manager, reach, `o.parent_id = $2 and o.kind = 'zone' and $3::text in (o.code, o.name)`, parentId, zone),
  };
}
