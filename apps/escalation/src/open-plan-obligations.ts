import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { planDueFor } from '#hazards/deadlines/plan-due-for.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { type Batch } from './start-obligations.js';

/** 治理方案: the principal owes the plan of each major hazard from its assignment as one (order 16 of 2007, article 15). */
@Injectable()
export class OpenPlanObligations {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  /** A plan is owed once for each time that a hazard is open: another owner or term asks for no second one. */
  async run(manager: EntityManager, { hazards, now }: Pick<Batch, 'hazards' | 'now'>): Promise<void> {
    const majors = hazards.filter(owesPlan);
    const opened: NewObligation[] = [];
    for (const hazard of majors) {
      const known = (await this.obligations.ofSubject(manager, hazard.id)).find(({ kind }) => kind === 'file-plan');
      const isFiled = known?.status === 'met' && known.refs['opening'] === hazard.reopenCount;
      if (!isFiled) opened.push(await this.obligationOf(manager, hazard, hazard.termStart));
    }
    if (opened.length > 0) await this.obligations.open(manager, opened, now);
  }

  private async obligationOf(manager: EntityManager, hazard: Hazard, startAt: Date): Promise<NewObligation> {
    const policy = await this.policies.escalationFor(manager, 'file-plan');
    const calendar = await this.policies.currentCalendar(manager);
    const { dueAt } = planDueFor({ start: startAt, zone: ZONE }, this.policies.deadlines, calendar);
    return {
      keepsRunning: true,
      kind: 'file-plan',
      subjectId: hazard.id,
      organisationId: hazard.organisationId,
      debtorRole: 'principal',
      startAt,
      dueAt,
      policyId: policy.id,
      policyVersion: policy.version,
      schedule: scheduleSteps(policy, { startAt, dueAt }, calendar, ZONE),
      refs: { hazardId: hazard.id, opening: hazard.reopenCount },
    };
  }
}

const RUNNING: ReadonlySet<string> = new Set(['assigned', 'in-progress', 'returned', 'reopened']);

const owesPlan = (hazard: Hazard): hazard is Hazard & { termStart: Date } =>
  hazard.grade === 'major' && hazard.termStart !== null && RUNNING.has(hazard.status);
