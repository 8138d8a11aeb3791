import { Injectable } from '@nestjs/common';
import { Problem } from '#platform/http/problem.js';
import { Metrics } from '#platform/observability/metrics.js';
import { type HazardReport, type ReportAnswer, ReportHazards } from '#store/hazards/report-hazards.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { acting } from '#store/requests/acting.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { type ReportDto } from './report.dto.js';

type Accepted = Extract<ReportAnswer, { kind: 'accepted' | 'repeated' }>;

/** Five minutes for clocks of phones that run ahead. */
const TOLERATED_AHEAD_MS = 300_000;

/** Takes one report: checks what only the rules and the directory know, and stores it. */
@Injectable()
export class AcceptReport {
  constructor(
    private readonly reports: ReportHazards,
    private readonly packs: RulePackLibrary,
    private readonly clock: RehearsalClock,
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
    const needsNow = report.discoveredAt !== undefined || (report.observations?.length ?? 0) > 0;
    if (!needsNow) return;
    const now = await this.clock.now();
    if (report.discoveredAt && report.discoveredAt.getTime() > now.getTime() + TOLERATED_AHEAD_MS) {
      throw Problem.validation([{ pointer: '/discoveredAt', message: 'must not lie in the future' }]);
    }
    const pack = this.packs.packFor([], now);
    const unknown = (report.observations ?? []).flatMap((ruleId, index) =>
      Object.hasOwn(pack.rules, ruleId)
        ? []
        : [{ pointer: `/observations/${index}`, message: `must be a rule in force, see GET /v1/rule-packs; ${ruleId} is none` }],
    );
    if (unknown.length > 0) throw Problem.validation(unknown);
  }
}

function refusal(reason: 'unknown' | 'not-a-school' | 'not-in-being'): Problem {
  if (reason === 'unknown') return Problem.notFound('There is no organisation with this organisationCode.');
  const message =
    reason === 'not-a-school' ? 'must be a school: other organisations have no hazards of their own' : 'must be a school that is open on this day';
  return Problem.validation([{ pointer: '/organisationCode', message }]);
}
