import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { queuesFor } from '#contracts/routes.js';
import { type Category } from '#hazards/grading/category.js';
import { type RiskRating } from '#hazards/grading/scores/score-rating.js';
import { placeKey } from '#hazards/grading/place-key.js';
import { scopeLiteral, type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { failpoint } from '#platform/failpoint.js';
import { currentContext } from '#platform/http/request-context.js';
import { canonicalJson } from '../history/canonical-json.js';

/** 隐患上报 as it was sent, already checked for form. */
export interface HazardReport {
  readonly organisationCode: string;
  readonly place: { readonly site: string; readonly building?: string; readonly spot?: string };
  readonly category: Category;
  readonly description: string;
  readonly observations?: readonly string[];
  readonly source?: string;
  readonly discoveredAt?: Date;
  readonly clientReportId?: string;
  readonly externalCause?: boolean;
  readonly risk?: RiskRating;
}

export type ReportAnswer =
  | { readonly kind: 'accepted' | 'repeated'; readonly id: string; readonly number: string; readonly reportedAt: Date }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'not-a-school' | 'not-in-being' };

interface Row {
  hazard_id: string | null;
  number: string;
  reported_at: Date;
  repeated: boolean;
  refused: 'unknown' | 'not-a-school' | 'not-in-being' | null;
}

/** Stores reports with number, first event and deliveries in one round trip and one transaction. */
@Injectable()
export class ReportHazards {
  private readonly routes = queuesFor('hazard.reported');

  constructor(
    private readonly transactions: ApiTransactions,
    private readonly wake: RelayWake,
  ) {}

  /** Answers one entry per report, in order. A refused one stores nothing; the others are stored all the same. */
  async run(scope: Scope, reports: readonly HazardReport[]): Promise<ReportAnswer[]> {
    const rows = await this.transactions.call<Row>('select * from app.report_hazards($1, $2, $3, $4, $5)', [
      scopeLiteral(scope),
      scope.personId ?? null,
      this.routes,
      currentContext()?.requestId ?? null,
      JSON.stringify(reports.map(rowOf)),
    ]);
    failpoint('intake.before-commit');
    this.transactions.afterCommit(() => failpoint('intake.after-commit'));
    this.wake.afterCommit();
    return rows.map((row) =>
      row.refused !== null || row.hazard_id === null
        ? { kind: 'refused', reason: row.refused ?? 'unknown' }
        : {
            kind: row.repeated ? 'repeated' : 'accepted',
            id: row.hazard_id,
            number: row.number,
            reportedAt: row.reported_at,
          },
    );
  }
}

function rowOf(report: HazardReport): Record<string, unknown> {
  const { place } = report;
  return {
    id: newId(),
    organisationCode: report.organisationCode,
    site: place.site,
    building: place.building ?? null,
    spot: place.spot ?? null,
    placeKey: placeKey({ ...place, organisationCode: report.organisationCode }),
    category: report.category,
    description: report.description,
    observations: report.observations ?? [],
    externalCause: report.externalCause ?? false,
    risk: report.risk ?? null,
    source: report.source ?? 'self-check',
    discoveredAt: report.discoveredAt ?? null,
    clientReportId: report.clientReportId ?? null,
    canonical: canonicalJson(report),
  };
}
