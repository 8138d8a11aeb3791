import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';

export interface OpenAtPlace {
  readonly hazardId: string;
  readonly organisationId: number;
  readonly placeKey: string;
  readonly ruleIds: readonly string[];
  readonly observations: readonly string[];
}

/** A rule that was met at a place, in a report of any standing. */
export interface MetRule extends Place {
  readonly hazardId: string;
  readonly ruleId: string;
  readonly reportedAt: Date;
}

export interface Place {
  readonly organisationId: number;
  readonly placeKey: string;
}

/** What grading has to know of a school: what it is, and on whose path its rules lie. */
export interface GradedSchool {
  readonly id: number;
  readonly kind: OrganisationKind;
  readonly boarding: boolean;
  /** Ids from the root down. */
  readonly path: readonly number[];
}

/** The class of the advisory locks under which a place is counted; see migrate.ts for the other one. */
const PLACE_LOCK = 8_466;

/** What else is open where a hazard is: 综合判定 counts elements per place. */
@Injectable()
export class PlaceReader {
  /**
   * Holds the places until the unit of work ends. Two hazards of one place that are graded at the same moment would otherwise
   * not count each other. Taken before any hazard is locked, and in one order, so that nobody waits in a circle.
   */
  async lock(manager: EntityManager, places: readonly Place[]): Promise<void> {
    const keys = [...new Set(places.map(({ organisationId, placeKey }) => `${organisationId} ${placeKey}`))];
    if (keys.length === 0) return;
    await manager.query(
      `select pg_advisory_xact_lock($1, k) from (
         select distinct hashtext(key) as k from unnest($2::text[]) as key order by 1
       ) as ordered`,
      [PLACE_LOCK, keys],
    );
  }

  /** The open, graded hazards at each of the places. */
  async openAt(manager: EntityManager, places: readonly Place[]): Promise<OpenAtPlace[]> {
    if (places.length === 0) return [];
    return manager.query(
      `select h.id as "hazardId", h.organisation_id as "organisationId", h.place_key as "placeKey",
         h.rule_ids as "ruleIds", h.observations
       from app.hazard h
       join (select distinct * from jsonb_to_recordset($1::jsonb) as r("organisationId" int, "placeKey" text)) p
         on p."organisationId" = h.organisation_id and p."placeKey" = h.place_key
       where h.closed_at is null and h.status <> 'rejected' and h.grade is not null`,
      [JSON.stringify(places.map(({ organisationId, placeKey }) => ({ organisationId, placeKey })))],
    );
  }

  /** Where and when these rules were met at the places in the last terms, closed hazards included. */
  async metAt(manager: EntityManager, places: readonly Place[], ruleIds: readonly string[]): Promise<MetRule[]> {
    if (places.length === 0 || ruleIds.length === 0) return [];
    return manager.query(
      `select h.id as "hazardId", h.organisation_id as "organisationId", h.place_key as "placeKey", r.rule_id as "ruleId",
         h.reported_at as "reportedAt"
       from app.hazard h
       join (select distinct * from jsonb_to_recordset($1::jsonb) as r("organisationId" int, "placeKey" text)) p
         on p."organisationId" = h.organisation_id and p."placeKey" = h.place_key
       cross join lateral (select distinct unnest(h.rule_ids || h.observations) as rule_id) r
       where h.status <> 'rejected' and r.rule_id = any($2::text[]) and h.reported_at > app.now() - interval '400 days'`,
      [JSON.stringify(places.map(({ organisationId, placeKey }) => ({ organisationId, placeKey }))), ruleIds],
    );
  }

  async schoolsOf(manager: EntityManager, ids: readonly number[]): Promise<Map<number, GradedSchool>> {
    const rows: GradedSchool[] = await manager.query(
      'select id, kind, boarding, path from app.organisation where id = any($1::int[])',
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
