import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { queuesFor } from '#contracts/routes.js';
import { type ClaimedExclusion } from '#hazards/grading/apply-exclusions.js';
import { type Category } from '#hazards/grading/category.js';
import { type PlaceType } from '#hazards/grading/place-type.js';
import { type RiskRating } from '#hazards/grading/scores/score-rating.js';
import { placeKey } from '#hazards/grading/place-key.js';
import { scopeLiteral, type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { failpoint } from '#platform/failpoint.js';
import { Gather } from '#platform/gather.js';
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
  readonly placeType?: PlaceType;
  readonly claimedExclusions?: readonly ClaimedExclusion[];
  readonly seenBefore?: boolean;
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

interface Sender {
  readonly within: string;
  readonly person: string | undefined;
  readonly request: string | undefined;
}

interface Ask extends Sender {
  readonly report: ReportRow;
}

/** Stores reports with number, first event and deliveries in one round trip and one transaction. */
@Injectable()
export class ReportHazards {
  private readonly routes = queuesFor('hazard.reported');
  private readonly gather = new Gather<Ask, Row>((asks) => this.gathered(asks), { underWay: 2, together: 64 });

  constructor(
    private readonly transactions: ApiTransactions,
    private readonly wake: RelayWake,
  ) {}

  /** Answers one entry per report, in order. A refused one stores nothing; the others are stored all the same. */
  async run(scope: Scope, reports: readonly HazardReport[]): Promise<ReportAnswer[]> {
    const sender = { within: scopeLiteral(scope), person: scope.personId, request: currentContext()?.requestId };
    const [only] = reports;
    const isAlone = only && reports.length === 1 && !this.transactions.isRunning;
    const rows = isAlone
      ? [await this.gather.run({ ...sender, report: rowOf(only) })]
      : await this.together(sender, reports);
    failpoint('intake.before-commit');
    this.transactions.afterCommit(() => failpoint('intake.after-commit'));
    this.wake.afterCommit();
    return rows.map(answerOf);
  }

  private together({ within, person, request }: Sender, reports: readonly HazardReport[]): Promise<Row[]> {
    const asks = [within, person ?? null, this.routes, request ?? null, JSON.stringify(reports.map(rowOf))];
    return this.transactions.call<Row>('select * from app.report_hazards($1, $2, $3, $4, $5)', asks);
  }

  private async gathered(asks: readonly Ask[]): Promise<Row[]> {
    const inOrder = [...asks.keys()].sort((a, b) =>
      compare(asks[a]?.report.organisationCode, asks[b]?.report.organisationCode),
    );
    const rows = await this.transactions.call<Row>('select * from app.report_gathered($1, $2)', [
      this.routes,
      JSON.stringify(inOrder.map((at) => asks[at])),
    ]);
    const answers: Row[] = [];
    for (const [nth, at] of inOrder.entries()) answers[at] = rows[nth] as Row;
    return answers;
  }
}

const compare = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));

function answerOf(row: Row): ReportAnswer {
  if (row.refused !== null || row.hazard_id === null) return { kind: 'refused', reason: row.refused ?? 'unknown' };
  const { hazard_id: id, number, reported_at: reportedAt } = row;
  return { kind: row.repeated ? 'repeated' : 'accepted', id, number, reportedAt };
}

type ReportRow = ReturnType<typeof rowOf>;

function rowOf(report: HazardReport) {
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
    placeType: report.placeType ?? null,
    claimedExclusions: report.claimedExclusions ?? [],
    seenBefore: report.seenBefore ?? false,
    source: report.source ?? 'self-check',
    discoveredAt: report.discoveredAt ?? null,
    clientReportId: report.clientReportId ?? null,
    canonical: canonicalJson(report),
  };
}
