import { Injectable } from '@nestjs/common';
import { civilDateOf, startOfDay } from '#kernel/civil-date.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { GradingJobs } from '#store/hazards/grading-jobs.js';
import { type StoredPack, RulePackRepository } from '#store/policies/rule-pack.repository.js';
import { ZONE } from '#store/policies/zone.js';
import { acting } from '#store/requests/acting.js';
import { CheckRulePack, type PackCheck } from './check-rule-pack.js';
import { pointed } from './draft-rule-pack.js';
import { RulePackAuthority } from './rule-pack-authority.js';

export interface Publication {
  readonly pack: StoredPack;
  readonly check: PackCheck;
  /** The job that grades the open hazards of the jurisdiction anew. */
  readonly regradeJob: string;
}

/** 发布规则包: by somebody who wrote none of it. From the day on which it holds, open hazards are graded anew and never lowered. */
@Injectable()
export class PublishRulePack {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly packs: RulePackRepository,
    private readonly authority: RulePackAuthority,
    private readonly checkRulePack: CheckRulePack,
    private readonly jobs: GradingJobs,
  ) {}

  run(id: string, precondition?: Precondition): Promise<Publication> {
    const { scope, actor } = acting();
    return this.transactions.run(scope, async (manager) => {
      const stored = await this.packs.findDraft(manager, id);
      if (!stored) throw Problem.notFound();
      if (stored.status === 'published') throw Problem.conflict(`${id} is published already.`);
      const { organisationId } = stored;
      await this.authority.require(manager, organisationId, 'rule-pack.publish');
      if (organisationId === null) throw Problem.conflict('Rules of the whole country come with a release.');
      if (stored.draftedBy.includes(actor.personId)) {
        throw Problem.forbidden('Who wrote a pack does not publish it: somebody else has to look at it.');
      }
      precondition?.require(stored.version);

      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      const now = moment?.now ?? stored.draftedAt;
      const check = await this.checkRulePack.run(manager, stored.definition, organisationId, now);
      if (check.errors.length > 0)
        throw Problem.unprocessable('The pack does not fit the rules below it; see errors.', check.errors.map(pointed));
      await this.packs.publish(manager, id, actor.personId);
      const regradeJob = await this.jobs.add(manager, {
        kind: 'regrade',
        rulePack: id,
        organisationId,
        asked: {},
        dueAt: firstMoment(stored.definition.validFrom, now),
        requestedBy: actor.personId,
      });
      return { pack: (await this.packs.find(manager, id)) as StoredPack, check, regradeJob };
    });
  }
}

/** Now, or when the first day of the pack begins. */
const firstMoment = (validFrom: string, now: Date): Date =>
  validFrom > civilDateOf(now, ZONE) ? startOfDay(validFrom, ZONE) : now;
