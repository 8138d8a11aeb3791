import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type RulePack } from '#hazards/grading/rule-pack.js';
import { compileMatcher } from '#hazards/grading/text/compile-matcher.js';
import { basePacksOfRelease, lexiconOfRelease, riskScoreTablesOfRelease } from './rule-pack-files.js';
import { RulesInForce } from './rules-in-force.js';

interface Row {
  definition: RulePack;
  organisationId: number | null;
  publishedAt: Date;
}

/**
 * The published grading rules. They never change and are never taken away, so their number tells whether all are known; it is
 * asked for in each unit of work, and the rest stays in memory.
 */
@Injectable()
export class RulePackLibrary {
  /** Finds the rules that a free text speaks of; a pure function of the text and the pack's lexicon. */
  readonly matcher = compileMatcher(lexiconOfRelease());
  readonly scoreTables = riskScoreTablesOfRelease();
  private known?: { stamp: number; rules: RulesInForce };

  /** Publishes the packs of this release that the database does not have yet. Changes none that it has. */
  async seed(manager: EntityManager): Promise<void> {
    for (const pack of basePacksOfRelease()) {
      await manager.query(
        `insert into app.rule_pack (id, kind, level, status, definition, drafted_at, published_at, valid_from, valid_to)
         values ($1, $2, $3, 'published', $4, app.now(), app.now(), $5, $6) on conflict do nothing`,
        [pack.id, pack.kind, pack.level, JSON.stringify(pack), pack.validFrom, pack.validTo ?? null],
      );
    }
  }

  /** The rules as published at this moment. */
  async current(manager: EntityManager): Promise<RulesInForce> {
    const [row]: { stamp: number }[] = await manager.query(
      `select count(*)::int as stamp from app.rule_pack where status = 'published'`,
    );
    const stamp = row?.stamp ?? 0;
    return this.ifKnown(stamp) ?? this.load(manager);
  }

  /** The rules when so many packs are published and this process knows them all. */
  ifKnown(stamp: number): RulesInForce | undefined {
    return this.known?.stamp === stamp ? this.known.rules : undefined;
  }

  private async load(manager: EntityManager): Promise<RulesInForce> {
    const rows: Row[] = await manager.query(
      `select definition, organisation_id as "organisationId", published_at as "publishedAt"
       from app.rule_pack where status = 'published'`,
    );
    const packs = rows.map(({ definition, ...row }) => ({ ...row, pack: definition }));
    this.known = { stamp: rows.length, rules: new RulesInForce(packs) };
    return this.known.rules;
  }
}
