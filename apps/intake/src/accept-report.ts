import { Injectable } from '@nestjs/common';
import { scoreRating } from '#hazards/grading/scores/score-rating.js';
import { scopeLiteral } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { Metrics } from '#platform/observability/metrics.js';
import { type HazardReport, type ReportAnswer, ReportHazards } from '#store/hazards/report-hazards.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { acting } from '#store/requests/acting.js';
import { type ReportDto } from './report.dto.js';
import { faultOfOrganisation, faultsOfReport } from './report-faults.js';

type Accepted = Extract<ReportAnswer, { kind: 'accepted' | 'repeated' }>;

interface Ground {
  moment: Date;
  /** Null for an organisation that is unknown or outside of the scope; storing the report will say so. */
  path: number[] | null;
  published: number;
}

/** Takes one report: checks what only the rules and the directory know, and stores it. */
@Injectable()
export class AcceptReport {
  constructor(
    private readonly reports: ReportHazards,
    private readonly packs: RulePackLibrary,
    private readonly transactions: ApiTransactions,
    private readonly metrics: Metrics,
  ) {}

  async run(dto: ReportDto): Promise<Accepted> {
    const report: HazardReport = { ...dto, discoveredAt: dto.discoveredAt ? new Date(dto.discoveredAt) : undefined };
    await this.check(report);
    const [answer] = await this.reports.run(acting().scope, [report]);
    if (!answer || answer.kind === 'refused') throw refusal(answer?.reason ?? 'unknown');
    if (answer.kind === 'accepted') this.metrics.reportAccepted();
    return answer;
  }

  private async check(report: HazardReport): Promise<void> {
    const errors: FieldError[] = [];
    const rated = report.risk && scoreRating(report.risk, this.packs.scoreTables);
    if (rated && !rated.ok) {
      errors.push(...rated.errors.map(({ path, message }) => ({ pointer: `/risk${path}`, message })));
    }
    if (report.discoveredAt !== undefined || (report.observations?.length ?? 0) > 0) {
      errors.push(...(await this.checkOnTheGround(report)));
    }
    if (errors.length > 0) throw Problem.validation(errors);
  }

  /** What takes the database's clock and the rules where the school stands: one round trip for both. */
  private async checkOnTheGround(report: HazardReport): Promise<FieldError[]> {
    const ground = await this.groundOf(report.organisationCode);
    const { moment, path } = ground;
    if (!report.observations?.length || path === null) return faultsOfReport(report, undefined, moment);
    const rules = this.packs.ifKnown(ground.published) ?? (await this.rulesNow());
    return faultsOfReport(report, rules.packFor(path, moment), moment);
  }

  private async groundOf(organisationCode: string): Promise<Ground> {
    const within = scopeLiteral(acting().scope);
    const [ground] = await this.transactions.call<Ground>('select * from app.ground_of_report($1, $2)', [
      within,
      organisationCode,
    ]);
    if (!ground) throw new Error('the database tells no time');
    return ground;
  }

  private rulesNow() {
    return this.transactions.run(acting().scope, (manager) => this.packs.current(manager));
  }
}

function refusal(reason: 'unknown' | 'not-a-school' | 'not-in-being'): Problem {
  if (reason === 'unknown') return Problem.notFound('There is no organisation with this organisationCode.');
  return Problem.validation([faultOfOrganisation(reason)]);
}
