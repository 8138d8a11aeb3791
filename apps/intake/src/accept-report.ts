import { Injectable } from '@nestjs/common';
import { type ClaimedExclusion, speakerOf } from '#hazards/grading/apply-exclusions.js';
import { scoreRating } from '#hazards/grading/scores/score-rating.js';
import { scopeLiteral } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { Metrics } from '#platform/observability/metrics.js';
import { type HazardReport, type ReportAnswer, ReportHazards } from '#store/hazards/report-hazards.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { type ExclusionDto, type ReportDto } from './report.dto.js';
import { faultOfOrganisation, faultsOfExclusions, faultsOfReport } from './report-faults.js';

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
    const { exclusions, ...rest } = dto;
    const report: HazardReport = { ...rest, discoveredAt: dto.discoveredAt ? new Date(dto.discoveredAt) : undefined };
    const claimedExclusions = await this.check(report, exclusions ?? []);
    const claims = claimedExclusions.length > 0 ? { claimedExclusions } : {};
    const [answer] = await this.reports.run(acting().scope, [{ ...report, ...claims }]);
    if (!answer || answer.kind === 'refused') throw refusal(answer?.reason ?? 'unknown');
    if (answer.kind === 'accepted') this.metrics.reportAccepted();
    return answer;
  }

  /** Answers the exclusions as claims of whoever reports. */
  private async check(report: HazardReport, exclusions: readonly ExclusionDto[]): Promise<ClaimedExclusion[]> {
    const errors: FieldError[] = [];
    const rated = report.risk && scoreRating(report.risk, this.packs.scoreTables);
    if (rated && !rated.ok) {
      errors.push(...rated.errors.map(({ path, message }) => ({ pointer: `/risk${path}`, message })));
    }
    const needsGround = (report.observations?.length ?? 0) > 0 || exclusions.length > 0;
    const ground =
      report.discoveredAt !== undefined || needsGround ? await this.groundOf(report.organisationCode) : null;
    if (ground) errors.push(...(await this.faultsOnTheGround(report, exclusions, ground)));
    if (errors.length > 0) throw Problem.validation(errors);
    const by = speakerOf(rolesAt(acting().actor, ground?.path ?? []));
    return exclusions.map(({ exclusion, reason }) => ({ exclusion, reason, by }));
  }

  /** What takes the database's clock and the rules where the school stands: one round trip for both. */
  private async faultsOnTheGround(
    report: HazardReport,
    exclusions: readonly ExclusionDto[],
    { moment, path, published }: Ground,
  ): Promise<FieldError[]> {
    const needsRules = (report.observations?.length ?? 0) > 0 || exclusions.length > 0;
    if (!needsRules || path === null) return faultsOfReport(report, undefined, moment);
    const rules = this.packs.ifKnown(published) ?? (await this.rulesNow());
    const pack = rules.packFor(path, moment);
    return [...faultsOfReport(report, pack, moment), ...faultsOfExclusions(exclusions, pack)];
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
