import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type JsonObject } from '#hazards/lifecycle/hazard.js';
import { fromRow } from '../row-mapping.js';
import { type HazardWithNames } from './hazard-view.js';

export interface HazardFilter {
  /** Code of an organisation: its subtree. */
  readonly under?: string;
  readonly status?: string;
  readonly grade?: string;
  readonly category?: string;
  readonly overdue?: boolean;
  readonly dueBefore?: Date;
}

export interface TimelineEntry {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string | null;
  readonly data: JsonObject;
  readonly hash: string;
}

/** Whether the reader stands above the school. */
const ABOVE = `h.path[1:cardinality(h.path) - 1] && nullif(current_setting('app.scope', true), '')::int[]`;

/** To the school, and to offices beside its line, a tip-off is an inspection like others: whoever told is looked for otherwise. */
const SOURCE = `case when h.source = 'tip-off' and not (${ABOVE}) then 'inspection' else h.source end`;

const SELECT = `select h.*, ${SOURCE} as source, o.code as organisation_code, o.name as organisation_name, ow.name as owner_name,
    mo.name as monitor_name, coalesce(h.closed_at is null and h.due_at <= app.now(), false) as overdue
  from app.hazard h join app.organisation_name(h.organisation_id) o on true
  left join app.person_name(h.owner_id) ow on true left join app.person_name(h.monitor_id) mo on true`;

/** Reading hazards, within the scope of the unit of work. */
@Injectable()
export class HazardQueries {
  async find(manager: EntityManager, id: string): Promise<HazardWithNames | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(`${SELECT} where h.id = $1`, [id]);
    return rows[0] && fromRow<HazardWithNames>(rows[0]);
  }

  /** Newest first; `after` is the reporting time and id of the last one seen. Answers one more than `limit` when there are more. */
  async list(
    manager: EntityManager,
    scope: readonly number[],
    filter: HazardFilter,
    limit: number,
    after?: { reportedAt: string; id: string },
  ): Promise<HazardWithNames[]> {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const where = [`(h.path && ${bind(scope)}::int[] or h.shared_with && $1::int[])`];
    if (filter.under !== undefined) {
      where.push(`h.path @> (select array[u.id] from app.organisation u where u.code = ${bind(filter.under)})`);
    }
    if (filter.status) where.push(`h.status = ${bind(filter.status)}`);
    if (filter.grade) where.push(`h.grade = ${bind(filter.grade)}`);
    if (filter.category) where.push(`h.category = ${bind(filter.category)}`);
    if (filter.dueBefore) where.push(`h.due_at < ${bind(filter.dueBefore)}`);
    if (filter.overdue !== undefined) {
      where.push(`coalesce(h.closed_at is null and h.due_at <= app.now(), false) = ${bind(filter.overdue)}`);
    }
    if (after) where.push(`(h.reported_at, h.id) < (${bind(after.reportedAt)}::timestamptz, ${bind(after.id)}::uuid)`);
    const rows: Record<string, unknown>[] = await manager.query(
      `${SELECT} where ${where.join(' and ')} order by h.reported_at desc, h.id desc limit ${bind(limit + 1)}`,
      values,
    );
    return rows.map((row) => fromRow<HazardWithNames>(row));
  }

  async timeline(manager: EntityManager, id: string): Promise<TimelineEntry[]> {
    const rows: StoredEntry[] = await manager.query(
      `select e.seq, e.type, e.at, e.actor, p.name, e.canonical, e.hash, ${SOURCE} as source, ${ABOVE} as "isAbove",
           exists (select from app.person k where k.id = a.person) as "isKnown"
         from app.event e
         cross join lateral (select case when e.actor like 'person:%' then substr(e.actor, 8)::uuid end as person) a
         left join app.hazard h on h.id = e.stream
         left join app.person_name(a.person) p on true
         where e.stream = $1 order by e.seq`,
      [id],
    );
    return rows.map((row) => ({
      seq: row.seq,
      type: row.type,
      at: row.at,
      ...shownActor(row),
      data: shownData(row.type, JSON.parse(row.canonical.toString('utf8')) as JsonObject, row.source),
      hash: row.hash.toString('hex'),
    }));
  }
}

interface StoredEntry {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly name: string | null;
  readonly canonical: Buffer;
  readonly hash: Buffer;
  /** As far as the reader may know it. */
  readonly source: string | null;
  readonly isAbove: boolean | null;
  /** Whether the reader sees the person among his own. */
  readonly isKnown: boolean;
}

/**
 * Above the school a tip-off reads as one. To the school nobody who inspected it is named, be it an inspector or an informant: one
 * inspection without a name among others would be as good as the word.
 */
function shownActor({ type, actor, name, source, isAbove, isKnown }: StoredEntry): {
  actor: string;
  actorName: string | null;
} {
  if (type !== 'hazard.reported') return { actor, actorName: name };
  if (source === 'tip-off') return { actor, actorName: '匿名举报' };
  const isHidden = source === 'inspection' && !isAbove && !isKnown;
  return isHidden ? { actor: 'inspection', actorName: '检查人员' } : { actor, actorName: name };
}

/** What the report said of its source, as far as the reader may know it. */
const shownData = (type: string, data: JsonObject, source: string | null): JsonObject =>
  type === 'hazard.reported' && data['source'] === 'tip-off' ? { ...data, source } : data;
