import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type CompositeCount } from '#hazards/grading/composite.js';
import { type CompositeCase } from '#hazards/grading/decide-composite.js';
import { fromRow } from '../row-mapping.js';
import { type Place } from './place-reader.js';

/** One line of a case's story: what became of it, when, by whom, with which elements. */
export interface CompositeStep {
  readonly what: string;
  readonly at: Date;
  readonly by: string;
  readonly elements: readonly string[];
  readonly reason?: string;
}

/** 综合判定个案: a place whose open hazards together amount to a (suspected) major one. */
export interface StoredComposite extends Omit<CompositeCase, 'settledWith'> {
  readonly id: string;
  readonly organisationId: number;
  readonly placeKey: string;
  readonly site: string;
  readonly building: string | null;
  readonly combinedGroup: string;
  readonly version: number;
  readonly rulePack: string;
  readonly counted: CompositeCount['counted'];
  readonly threshold: CompositeCount['threshold'];
  readonly settledWith: string[] | null;
  readonly raisedAt: Date;
  readonly askedAt: Date | null;
  readonly dissolvedAt: Date | null;
  readonly story: readonly CompositeStep[];
}

export interface CompositeView extends StoredComposite {
  readonly organisationCode: string;
  readonly organisationName: string;
}

const FIELDS = `c.id, c.organisation_id, c.place_key, c.site, c.building, c.combined_group, c.status, c.grade, c.version,
  c.rule_pack, c.counted, c.threshold, c.settled_with, c.raised_at, c.asked_at, c.dissolved_at, c.story`;
const VIEW = `select ${FIELDS}, o.code as organisation_code, o.name as organisation_name
  from app.composite_case c join app.organisation_name(c.organisation_id) o on true`;

@Injectable()
export class CompositeCases {
  /** The cases of the places. Whoever changes them holds the places, see PlaceReader.lock. */
  async at(manager: EntityManager, places: readonly Place[]): Promise<StoredComposite[]> {
    if (places.length === 0) return [];
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${FIELDS} from app.composite_case c
       join (select distinct * from jsonb_to_recordset($1::jsonb) as r("organisationId" int, "placeKey" text)) p
         on p."organisationId" = c.organisation_id and p."placeKey" = c.place_key`,
      [JSON.stringify(places.map(({ organisationId, placeKey }) => ({ organisationId, placeKey })))],
    );
    return rows.map((row) => fromRow<StoredComposite>(row));
  }

  async find(manager: EntityManager, id: string): Promise<CompositeView | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(`${VIEW} where c.id = $1`, [id]);
    return rows[0] && fromRow<CompositeView>(rows[0]);
  }

  /** Newest first; one more than `limit` when there are more. */
  async list(
    manager: EntityManager,
    { under, status }: { readonly under?: string; readonly status?: string },
    limit: number,
    after?: { readonly raisedAt: string; readonly id: string },
  ): Promise<CompositeView[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `${VIEW} where ($1::text is null or c.path @> (select array[u.id] from app.organisation u where u.code = $1))
         and ($2::text is null or c.status = $2)
         and ($3::timestamptz is null or (c.raised_at, c.id) < ($3::timestamptz, $4::uuid))
       order by c.raised_at desc, c.id desc limit $5`,
      [under ?? null, status ?? null, after?.raisedAt ?? null, after?.id ?? null, limit + 1],
    );
    return rows.map((row) => fromRow<CompositeView>(row));
  }

  async add(manager: EntityManager, one: Omit<StoredComposite, 'version'>): Promise<void> {
    await manager.query(
      `insert into app.composite_case (id, organisation_id, place_key, site, building, combined_group, status, grade, rule_pack,
         counted, threshold, settled_with, raised_at, asked_at, dissolved_at, story)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [one.id, one.organisationId, one.placeKey, one.site, one.building, one.combinedGroup, ...changeable(one)],
    );
  }

  /** Stores a case under its next version. */
  async save(manager: EntityManager, one: StoredComposite): Promise<void> {
    await manager.query(
      `update app.composite_case set status = $2, grade = $3, rule_pack = $4, counted = $5, threshold = $6, settled_with = $7,
         raised_at = $8, asked_at = $9, dissolved_at = $10, story = $11, version = version + 1 where id = $1`,
      [one.id, ...changeable(one)],
    );
  }
}

const changeable = (one: Omit<StoredComposite, 'version'>): unknown[] => [
  one.status,
  one.grade,
  one.rulePack,
  JSON.stringify(one.counted),
  JSON.stringify(one.threshold),
  one.settledWith,
  one.raisedAt,
  one.askedAt,
  one.dissolvedAt,
  JSON.stringify(one.story),
];
