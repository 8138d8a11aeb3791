import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod, periodText } from '#hazards/zero-report/duty-period.js';
import { dutyTimes } from '#hazards/zero-report/duty-times.js';
import { type Standing, tallyOf } from '#hazards/zero-report/filing-standing.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { encodeCursor } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { FilingQueries } from '#store/zero-report/filing-queries.js';
import { actingFor } from './acting-for.js';
import { lineOf } from './filing-view.js';

export interface ListRequest {
  readonly under?: string;
  readonly standing?: Standing;
  readonly limit: number;
  readonly after?: string;
}

/** One page, with the counts of the whole. */
export interface FilingList {
  readonly next: string | null;
  readonly [field: string]: unknown;
}

export const FILING_LIST = 'filings';

/** 报送情况: who has filed, who is late, who is missing; every organisation of the roster once. */
@Injectable()
export class ListFilings {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly queries: FilingQueries,
    private readonly duties: DutyLibrary,
    private readonly policies: PolicyLibrary,
  ) {}

  run(dutyId: string, parse: (duty: Duty) => DutyPeriod, request: ListRequest): Promise<FilingList> {
    const { scope } = actingFor('zero-report.read');
    return this.transactions.run(scope, async (manager) => {
      const duty = await this.duties.newest(manager, dutyId);
      if (!duty) throw Problem.notFound('There is no such duty.');
      const period = parse(duty);
      const under = await this.under(manager, request.under, scope.organisations);
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      const now = moment?.now ?? new Date(0);
      const cycle = await this.queries.cycle(manager, duty.id, period.id);
      if (!cycle) return this.unopened(manager, duty, period, under);
      const tally = tallyOf(await this.queries.counts(manager, duty.id, period.id, under, now));
      const { limit, standing, after } = request;
      const found = await this.queries.list(manager, duty.id, period.id, { under, standing, after, limit, now });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        duty: duty.id,
        period: period.id,
        periodText: periodText(duty.cadence, period),
        opened: true,
        openedAt: isoAt(cycle.openedAt),
        openedLate: cycle.late,
        opensAt: isoAt(cycle.opensAt),
        dueAt: isoAt(cycle.dueAt),
        provisional: cycle.provisional,
        ...tally,
        rosterChanges: await this.queries.rosterChanges(manager, duty.id, period.id, under),
        items: items.map((filing) => lineOf(filing, now)),
        next: found.length > limit && last ? encodeCursor(FILING_LIST, [last.code]) : null,
      };
    });
  }

  /** Organisations whose subtrees are meant: the one that is named, or the caller's own. */
  async under(manager: EntityManager, code: string | undefined, own: readonly number[]): Promise<readonly number[]> {
    if (code === undefined) return own;
    const [row]: { id: number }[] = await manager.query('select id from app.organisation where code = $1', [code]);
    if (!row) throw Problem.notFound('There is no organisation with this code.');
    return [row.id];
  }

  private async unopened(
    manager: EntityManager,
    duty: Duty,
    period: DutyPeriod,
    under: readonly number[],
  ): Promise<FilingList> {
    const { opensAt, dueAt, provisional } = dutyTimes(duty, period, await this.policies.currentCalendar(manager), ZONE);
    const [count]: { n: number }[] = await manager.query(
      `select count(*)::int as n from app.organisation where app.is_school(kind) and path && $1::int[] and valid_from <= $2::date
         and (valid_to is null or valid_to > $2::date) and not app.merged_before(id, $3::date)`,
      [under, period.lastDay, period.firstDay],
    );
    const expected = duty.owedBy === 'schools' ? (count?.n ?? 0) : 0;
    return {
      duty: duty.id,
      period: period.id,
      periodText: periodText(duty.cadence, period),
      opened: false,
      opensAt: isoAt(opensAt),
      dueAt: isoAt(dueAt),
      provisional,
      ...tallyOf([{ standing: 'not-yet-due', contested: false, count: expected }]),
      rosterChanges: [],
      items: [],
      next: null,
    };
  }
}
