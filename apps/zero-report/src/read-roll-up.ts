import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { STATUTORY_COLUMNS } from '#hazards/zero-report/statutory-columns.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { type RollUpFigures, RollUpReader, type RollUpSpan } from '#store/zero-report/roll-up-reader.js';
import { actingFor } from './acting-for.js';

export interface RollUp extends RollUpFigures {
  readonly period: string;
  readonly asOf: string;
  readonly columns: readonly string[];
}

/** 汇总: the figures of a place and of everything directly below it. */
@Injectable()
export class ReadRollUp {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly reader: RollUpReader,
  ) {}

  /** Of the named organisation, or of the caller's own; 404 outside of his subtree. */
  run(span: RollUpSpan, code: string | undefined): Promise<RollUp> {
    return this.transactions.run(actingFor('roll-up.read').scope, (manager) =>
      this.within(manager, span, code ?? this.ownCode()),
    );
  }

  async within(manager: EntityManager, span: RollUpSpan, code: string): Promise<RollUp> {
    const place = await this.reader.place(manager, code);
    if (!place) throw Problem.notFound('There is no organisation with this code.');
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const now = moment?.now ?? new Date(0);
    const figures = await this.reader.figures(manager, place, span, now);
    return { period: span.period, asOf: isoAt(now), columns: STATUTORY_COLUMNS.map(({ label }) => label), ...figures };
  }

  private ownCode(): string {
    const { actor, scope } = actingFor('roll-up.read');
    const posts = actor.posts.filter((post) => scope.organisations.includes(post.organisationId));
    const codes = [...new Set(posts.map((post) => post.code))];
    const [code] = codes;
    if (code !== undefined && codes.length === 1) return code;
    throw Problem.validation([
      { parameter: 'under', message: `must be given: you hold posts at ${codes.join(', ') || 'no organisation'}` },
    ]);
  }
}
