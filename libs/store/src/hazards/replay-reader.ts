import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type ClaimedExclusion } from '#hazards/grading/apply-exclusions.js';
import { type Category } from '#hazards/grading/category.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type PlaceType } from '#hazards/grading/place-type.js';
import { type AlertCounts } from '#hazards/grading/replay-report.js';
import { type RiskRating } from '#hazards/grading/scores/score-rating.js';
import { type GradedSchool } from './place-reader.js';

/** What of a past hazard bears on its grade, and by what a report names it. */
export interface PastHazard {
  readonly id: string;
  readonly number: string;
  readonly placeKey: string;
  readonly site: string;
  readonly building: string | null;
  readonly spot: string | null;
  readonly category: Category;
  readonly description: string;
  readonly observations: readonly string[];
  readonly externalCause: boolean;
  readonly risk: RiskRating | null;
  readonly placeType: PlaceType | null;
  readonly claimedExclusions: readonly ClaimedExclusion[];
  readonly seenBefore: boolean;
  readonly grade: Grade | null;
  readonly reportedAt: Date;
  readonly closedAt: Date | null;
}

export interface PastSchool extends GradedSchool {
  readonly code: string;
}

export interface Span {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/** A grade that a draft would change, as it is kept for the report. */
export interface ReplayChange extends AlertCounts {
  readonly hazardId: string;
  readonly number: string;
  readonly organisationCode: string;
  readonly site: string;
  readonly building: string | null;
  readonly category: string;
  readonly reportedAt: string;
  /** What the hazard has in fact, a person's word included. */
  readonly actual: Grade | null;
  readonly from: Grade;
  readonly to: Grade;
  readonly groundsFrom: readonly string[];
  readonly groundsTo: readonly string[];
}

/** Past hazards school by school, and the changes that a replay found: both in pages. */
@Injectable()
export class ReplayReader {
  async schoolsUnder(manager: EntityManager, under: number, afterId: number, limit: number): Promise<PastSchool[]> {
    return manager.query(
      `select id, code, kind, boarding, path from app.organisation
       where path @> array[$1::int] and app.is_school(kind) and id > $2 order by id limit $3`,
      [under, afterId, limit],
    );
  }

  async count(manager: EntityManager, under: number, { from, to }: Span): Promise<number> {
    const [row]: { n: number }[] = await manager.query(
      `select count(*)::int as n from app.hazard where path @> array[$1::int] and reported_at >= $2 and reported_at < $3
         and status <> 'rejected'`,
      [under, from, to],
    );
    return row?.n ?? 0;
  }

  /** In the order of their reports, with those that were still open when the span begins. */
  async hazardsOf(
    manager: EntityManager,
    organisationId: number,
    { from, to }: Span,
    after: { readonly reportedAt: Date; readonly id: string } | undefined,
    limit: number,
  ): Promise<PastHazard[]> {
    return manager.query(
      `select id, number, place_key as "placeKey", site, building, spot, category, description, observations,
         external_cause as "externalCause", risk, place_type as "placeType", claimed_exclusions as "claimedExclusions",
         seen_before as "seenBefore", grade, reported_at as "reportedAt", closed_at as "closedAt"
       from app.hazard
       where organisation_id = $1 and reported_at < $3 and (reported_at >= $2 or closed_at is null or closed_at >= $2)
         and status <> 'rejected' and ($4::timestamptz is null or (reported_at, id) > ($4::timestamptz, $5::uuid))
       order by reported_at, id limit $6`,
      [organisationId, from, to, after?.reportedAt ?? null, after?.id ?? null, limit],
    );
  }

  async keep(
    manager: EntityManager,
    jobId: string,
    firstSeq: number,
    changes: readonly { readonly organisationId: number; readonly change: ReplayChange }[],
  ): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map((one, index) => ({
      seq: firstSeq + index,
      organisation_id: one.organisationId,
      change: one.change,
    }));
    await manager.query(
      `insert into app.replay_change (job_id, seq, organisation_id, path, change)
       select $1, r.seq, r.organisation_id, o.path, r.change
       from jsonb_to_recordset($2::jsonb) as r(seq int, organisation_id int, change jsonb)
       join app.organisation o on o.id = r.organisation_id`,
      [jobId, JSON.stringify(rows)],
    );
  }

  /** In the order in which they were found; `seq` begins with 1. */
  async changes(
    manager: EntityManager,
    jobId: string,
    afterSeq: number,
    limit: number,
  ): Promise<(ReplayChange & { seq: number })[]> {
    const rows: { seq: number; change: ReplayChange }[] = await manager.query(
      'select seq, change from app.replay_change where job_id = $1 and seq > $2 order by seq limit $3',
      [jobId, afterSeq, limit],
    );
    return rows.map(({ seq, change }) => ({ ...change, seq }));
  }
}
