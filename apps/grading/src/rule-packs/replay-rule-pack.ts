import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { addDays, civilDateOf, startOfDay } from '#kernel/civil-date.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { type GradingJob, GradingJobs } from '#store/hazards/grading-jobs.js';
import { RulePackRepository } from '#store/policies/rule-pack.repository.js';
import { ZONE } from '#store/policies/zone.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { acting } from '#store/requests/acting.js';
import { type AskedReplay } from './replay-page.js';
import { RulePackAuthority } from './rule-pack-authority.js';

export interface ReplayQuery {
  /** First and last day of the reports; the last year when absent. */
  readonly from?: string;
  readonly to?: string;
  /** Code of an organisation of the jurisdiction; the whole of it when absent. */
  readonly under?: string;
}

const LOOKED_AFTER_MS = 50;

/** 回放: asks for a draft to be lived through over past hazards, and looks after the job. */
@Injectable()
export class ReplayRulePack {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly packs: RulePackRepository,
    private readonly jobs: GradingJobs,
    private readonly paths: OrganisationPaths,
    private readonly authority: RulePackAuthority,
  ) {}

  /** Answers the job's id. It runs in the background, a page at a time. */
  start(packId: string, { from, to, under }: ReplayQuery): Promise<string> {
    const { scope, actor } = acting();
    return this.transactions.run(scope, async (manager) => {
      const pack = await this.packs.find(manager, packId);
      if (!pack) throw Problem.notFound();
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      const now = moment?.now ?? pack.draftedAt;
      const today = civilDateOf(now, ZONE);
      const [first, last] = [from ?? addDays(to ?? today, -365), to ?? today];
      if (last < first) throw Problem.validation([{ parameter: 'to', message: 'must not be before from' }]);

      const path = under === undefined ? undefined : await this.paths.pathByCode(manager, under);
      if (under !== undefined && !path) throw Problem.notFound('There is no organisation with this code.');
      const organisationId = path?.at(-1) ?? pack.organisationId ?? scope.organisations[0];
      if (organisationId === undefined) throw Problem.notFound();
      const here = path ?? (await this.paths.pathOf(manager, organisationId));
      if (!here.some((id) => scope.organisations.includes(id))) throw Problem.notFound();
      if (pack.organisationId !== null && !here.includes(pack.organisationId)) {
        throw Problem.validation([{ parameter: 'under', message: 'must lie within the jurisdiction of the pack' }]);
      }
      await this.authority.require(manager, organisationId, 'rule-pack.replay');
      const day = pack.definition.validFrom > today ? pack.definition.validFrom : today;
      const asked: AskedReplay = {
        from: startOfDay(first, ZONE).toISOString(),
        to: startOfDay(addDays(last, 1), ZONE).toISOString(),
        under: under ?? pack.organisationCode ?? '',
        day,
        packVersion: pack.version,
      };
      return this.jobs.add(manager, {
        kind: 'replay',
        rulePack: packId,
        organisationId,
        asked: { ...asked },
        dueAt: now,
        requestedBy: actor.personId,
      });
    });
  }

  async find(packId: string, jobId: string): Promise<GradingJob> {
    const job = await this.transactions.run(acting().scope, (manager) => this.jobs.find(manager, jobId));
    if (!job || job.rulePack !== packId) throw Problem.notFound();
    return job;
  }

  /** The job when it has ended, or as it stands after `patience` ms. */
  async waitFor(packId: string, jobId: string, patience: number): Promise<GradingJob> {
    const began = performance.now();
    for (;;) {
      const job = await this.find(packId, jobId);
      if (job.endedAt !== null || performance.now() - began >= patience) return job;
      await pause(LOOKED_AFTER_MS);
    }
  }
}
