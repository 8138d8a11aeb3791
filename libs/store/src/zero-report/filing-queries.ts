import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import {
  type FiledAs,
  type FilingState,
  type Standing,
  type TallyCount,
} from '#hazards/zero-report/filing-standing.js';
import { type SchoolChange } from '#hazards/zero-report/school-change.js';
import { fromRow } from '../row-mapping.js';
import { schoolChangesIn } from './school-changes.js';
import { type StandingCount, standingCountColumns, tallyCountOf } from './standing-counts.js';

export interface Cycle {
  readonly id: string;
  readonly dutyVersion: string;
  readonly opensAt: Date;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly late: boolean;
  readonly provisional: boolean;
}

export interface ListedFiling {
  readonly organisationId: number;
  readonly code: string;
  readonly name: string;
  readonly state: FilingState;
  readonly filedAs: FiledAs | null;
  readonly filedAt: Date | null;
  readonly dueAt: Date;
  readonly edition: number;
  readonly version: number;
  readonly contested: readonly unknown[];
  readonly flags: readonly unknown[];
  readonly remark: string | null;
}

export interface RosterChange {
  readonly code: string;
  readonly name: string;
  readonly change: 'opened-after-freeze' | 'closed-after-freeze' | SchoolChange['kind'];
  readonly on: string;
  /** Of a suspension: the first day with lessons again. */
  readonly until?: string | null;
  /** Of a merger: the school that goes on. */
  readonly into?: string | null;
}

export interface SignedEditionView {
  readonly edition: number;
  readonly content: object;
  readonly contentHash: string;
  /** False when the stored bytes are no longer those that were signed. */
  readonly intact: boolean;
  readonly signedByName: string | null;
  readonly signedRole: string;
  /** Whose post the signer stood in for. */
  readonly onBehalfOf: string | null;
  readonly signedAt: Date;
}

/** Reading filings, within the scope of the unit of work. `under` holds ids of organisations: their whole subtrees. */
@Injectable()
export class FilingQueries {
  async cycle(manager: EntityManager, dutyId: string, period: string): Promise<Cycle | undefined> {
    const [row]: Record<string, unknown>[] = await manager.query(
      `select id, duty_version, opens_at, opened_at, due_at, late, provisional from app.duty_cycle
       where duty_id = $1 and period = $2 order by opened_at limit 1`,
      [dutyId, period],
    );
    return row && fromRow<Cycle>(row);
  }

  async counts(
    manager: EntityManager,
    dutyId: string,
    period: string,
    under: readonly number[],
    now: Date,
  ): Promise<TallyCount[]> {
    const rows: StandingCount[] = await manager.query(
      `select ${standingCountColumns('$4')}
       from app.filing where duty_id = $1 and period = $2 and path && $3::int[] group by 1, 2, 3, 4, 5`,
      [dutyId, period, under, now],
    );
    return rows.map(tallyCountOf);
  }

  /** By code; `after` is the last code seen. Answers one more than `limit` when there are more. */
  async list(
    manager: EntityManager,
    dutyId: string,
    period: string,
    {
      under,
      standing,
      after,
      limit,
      now,
    }: { under: readonly number[]; standing?: Standing; after?: string; limit: number; now: Date },
  ): Promise<ListedFiling[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select f.organisation_id, f.code, f.name, f.state, f.filed_as, f.filed_at, f.due_at, f.edition, f.version, f.contested,
         f.flags, f.remark
       from app.filing f where f.duty_id = $1 and f.period = $2 and f.path && $3::int[] and ($4::text is null or f.code > $4)
         and ($5::text is null or $5 = ${STANDING_SQL('$6')})
       order by f.code limit $7`,
      [dutyId, period, under, after ?? null, standing ?? null, now, limit + 1],
    );
    return rows.map((row) => fromRow<ListedFiling>(row));
  }

  /** Signed editions, the first one first. */
  async editions(manager: EntityManager, filingId: string): Promise<SignedEditionView[]> {
    return manager.query(
      `select e.edition, e.content, encode(e.content_hash, 'hex') as "contentHash", sha256(e.canonical) = e.content_hash as intact,
         p.name as "signedByName", e.signed_role as "signedRole", b.name as "onBehalfOf", e.signed_at as "signedAt"
       from app.filing_edition e left join app.person_name(e.signed_by) p on true
       left join app.person_name(e.on_behalf_of) b on true where e.filing_id = $1 order by e.edition`,
      [filingId],
    );
  }

  /**
   * 花名册变动: schools that came or went after the roster was frozen, which itself stays as it was, and those that are suspended or
   * went over into another in the period.
   */
  async rosterChanges(
    manager: EntityManager,
    dutyId: string,
    period: string,
    under: readonly number[],
  ): Promise<RosterChange[]> {
    const [cycle]: { firstDay: string; lastDay: string }[] = await manager.query(
      `select to_char(first_day, 'YYYY-MM-DD') as "firstDay", to_char(last_day, 'YYYY-MM-DD') as "lastDay"
       from app.duty_cycle where duty_id = $1 and period = $2 limit 1`,
      [dutyId, period],
    );
    const changed = cycle ? await schoolChangesIn(manager, under, cycle) : [];
    const moved: RosterChange[] = await manager.query(
      `select o.code, o.name, 'opened-after-freeze' as change, to_char(o.valid_from, 'YYYY-MM-DD') as "on"
         from app.organisation o join app.duty_cycle c on c.duty_id = $1 and c.period = $2
         where app.is_school(o.kind) and o.path && $3::int[] and (c.organisation_id is null or o.path @> array[c.organisation_id])
           and (o.valid_to is null or o.valid_to > c.last_day) and o.valid_from <= c.last_day
           and not exists (select from app.filing f where f.duty_id = $1 and f.period = $2 and f.organisation_id = o.id)
       union all
       select f.code, f.name, 'closed-after-freeze', to_char(o.valid_to, 'YYYY-MM-DD')
         from app.filing f join app.organisation o on o.id = f.organisation_id
         where f.duty_id = $1 and f.period = $2 and f.path && $3::int[] and o.valid_to is not null
       order by 1`,
      [dutyId, period, under],
    );
    const listed = changed.map(({ child: _, ...change }): RosterChange => change);
    return [...moved, ...listed].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  }
}

/** standingOf in SQL, for filtering. */
const STANDING_SQL = (now: string): string => `case
  when f.state = 'excused' then 'excused'
  when f.state in ('filed', 'accepted') then
    case when f.filed_at >= f.due_at then 'late' when f.filed_as = 'with-hazards' then 'filed-with-hazards' else 'filed-zero' end
  when f.due_at <= ${now}::timestamptz then 'missing'
  else f.state end`;
