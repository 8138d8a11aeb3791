import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isSchoolKind } from '#hazards/directory/organisation-kind.js';
import { faultsOfRound } from '#hazards/zero-report/inspection-round.js';
import { civilDateOf } from '#kernel/civil-date.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { ZONE } from '#store/policies/zone.js';
import { InspectionRepository, type StoredRound } from '#store/zero-report/inspection.repository.js';
import { actingFor } from '../acting-for.js';
import { type RoundDto, type RoundQuery } from './inspection.dto.js';

const LIST = 'inspections';

/** 排查登记: a school writes down its own rounds, and whoever stands above it reads them. */
@Injectable()
export class RecordInspection {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly rounds: InspectionRepository,
  ) {}

  record(code: string, { findings, hazards = [], ...round }: RoundDto): Promise<{ id: string }> {
    const { actor, scope } = actingFor('zero-report.draft');
    return this.transactions.run(scope, async (manager) => {
      const { id, now } = await this.schoolWith(manager, code);
      const faults = faultsOfRound(
        { ...round, hazards },
        await this.rounds.known(manager, id, hazards),
        civilDateOf(now, ZONE),
      );
      if (faults.length > 0) throw Problem.unprocessable('The inspection cannot be recorded; see errors.', faults);
      const stored = { ...round, hazards, findings: findings ?? null };
      return { id: await this.rounds.add(manager, id, actor.personId, stored) };
    });
  }

  list(code: string, { from, to, limit = DEFAULT_PAGE_SIZE, cursor }: RoundQuery): Promise<Page<object>> {
    const after = cursor === undefined ? undefined : (decodeCursor(LIST, ['string', 'id'], cursor) as [string, string]);
    return this.transactions.run(actingFor('zero-report.read').scope, async (manager) => {
      const { id } = await this.schoolWith(manager, code);
      const found = await this.rounds.list(manager, id, { from, to, after, most: limit + 1 });
      const page = pageOf<StoredRound>(LIST, found, limit, (one) => [one.inspectedOn, one.id]);
      return { ...page, items: page.items.map((one) => ({ ...one, recordedAt: isoAt(one.recordedAt) })) };
    });
  }

  private async schoolWith(manager: EntityManager, code: string): Promise<{ id: number; now: Date }> {
    const [row]: { id: number; kind: string; now: Date }[] = await manager.query(
      'select id, kind, app.now() as now from app.organisation where code = $1',
      [code],
    );
    if (!row || !isSchoolKind(row.kind)) throw Problem.notFound('There is no school with this code.');
    return row;
  }
}
