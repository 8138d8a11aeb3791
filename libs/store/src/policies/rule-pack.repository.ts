import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type PackLevel, type RulePack } from '#hazards/grading/rule-pack.js';
import { fromRow } from '../row-mapping.js';

/** A rule pack with its life: drafted by some, published by another, and from then on never changed. */
export interface StoredPack {
  readonly id: string;
  readonly level: PackLevel;
  /** Whose subtree it governs; null for the packs of the whole country that came with a release. */
  readonly organisationId: number | null;
  readonly organisationCode: string | null;
  readonly status: 'draft' | 'published';
  readonly definition: RulePack;
  readonly version: number;
  readonly draftedBy: readonly string[];
  readonly draftedAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
}

const SELECT = `select p.id, p.level, p.organisation_id, app.organisation_code(p.organisation_id) as organisation_code, p.status,
    p.definition, p.version, p.drafted_by, p.drafted_at, p.published_by, p.published_at
  from app.rule_pack p`;

@Injectable()
export class RulePackRepository {
  /** By id; one more than `limit` when there are more. */
  async list(
    manager: EntityManager,
    { status, level }: { readonly status?: string; readonly level?: string },
    limit: number,
    afterId?: string,
  ): Promise<StoredPack[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `${SELECT} where ($1::text is null or p.status = $1) and ($2::text is null or p.level = $2)
         and ($3::text is null or p.id > $3) order by p.id limit $4`,
      [status ?? null, level ?? null, afterId ?? null, limit + 1],
    );
    return rows.map((row) => fromRow<StoredPack>(row));
  }

  async find(manager: EntityManager, id: string): Promise<StoredPack | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(`${SELECT} where p.id = $1`, [id]);
    return rows[0] && fromRow<StoredPack>(rows[0]);
  }

  /** As find, but a draft stays locked until the unit of work ends. What is published cannot be locked, nor need it be. */
  async findDraft(manager: EntityManager, id: string): Promise<StoredPack | undefined> {
    await manager.query(`select id from app.rule_pack where id = $1 and status = 'draft' for update`, [id]);
    return this.find(manager, id);
  }

  /** False when the id is taken, be it by a pack that the caller cannot see. */
  async add(manager: EntityManager, pack: RulePack, organisationId: number, by: string): Promise<boolean> {
    const added: unknown[] = await manager.query(
      `insert into app.rule_pack (id, kind, level, organisation_id, definition, drafted_by, drafted_at, valid_from, valid_to)
       values ($1, $2, $3, $4, $5, array[$6::uuid], app.now(), $7, $8) on conflict (id) do nothing returning id`,
      [pack.id, pack.kind, pack.level, organisationId, JSON.stringify(pack), by, pack.validFrom, pack.validTo ?? null],
    );
    return added.length > 0;
  }

  /** A new version of a draft; whoever wrote one is among those who may not publish it. */
  async replace(manager: EntityManager, pack: RulePack, organisationId: number, by: string): Promise<void> {
    await manager.query(
      `update app.rule_pack set kind = $2, level = $3, organisation_id = $4, definition = $5, drafted_at = app.now(),
         drafted_by = case when $6::uuid = any(drafted_by) then drafted_by else drafted_by || $6::uuid end,
         valid_from = $7, valid_to = $8, version = version + 1 where id = $1`,
      [pack.id, pack.kind, pack.level, organisationId, JSON.stringify(pack), by, pack.validFrom, pack.validTo ?? null],
    );
  }

  async publish(manager: EntityManager, id: string, by: string): Promise<void> {
    await manager.query(
      `update app.rule_pack set status = 'published', published_by = $2, published_at = app.now(), version = version + 1
       where id = $1`,
      [id, by],
    );
  }
}
