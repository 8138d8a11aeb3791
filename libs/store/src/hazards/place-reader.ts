import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

export interface OpenAtPlace {
  readonly hazardId: string;
  readonly organisationId: number;
  readonly placeKey: string;
  readonly ruleIds: readonly string[];
  readonly observations: readonly string[];
}

export interface Place {
  readonly organisationId: number;
  readonly placeKey: string;
}

/** What else is open where a hazard is: 综合判定 counts elements per place. */
@Injectable()
export class PlaceReader {
  /** The open, graded hazards at each of the places. */
  async openAt(manager: EntityManager, places: readonly Place[]): Promise<OpenAtPlace[]> {
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
}
