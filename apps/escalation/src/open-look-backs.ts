import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { lookBackerFor } from '#hazards/rectification/look-backer-for.js';
import { type PlannedLookBack, planLookBacks } from '#hazards/rectification/plan-look-backs.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

const ACTOR = 'system:escalation';

/** 回头查: what was struck off is owed another look, by somebody who neither put it right nor closed it. */
@Injectable()
export class OpenLookBacks {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly obligations: ObligationRepository,
    private readonly chains: ChainReader,
    private readonly policies: PolicyLibrary,
  ) {}

  async run(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const known = await this.hazards.findMany(manager, ids);
    const chains = await this.chains.chainsOf(
      manager,
      known.map(({ organisationId }) => organisationId),
    );
    const obligationOf = await this.maker(manager);
    const calendar = await this.policies.currentCalendar(manager);
    return this.hazards.updateMany(manager, ids, ACTOR, async (hazard, now): Promise<HazardDecision> => {
      const chain = chains.get(hazard.organisationId);
      if (hazard.status !== 'closed' || hazard.closedAt === null || !chain) return { outcome: 'not-closed' };
      const plan = planLookBacks({ ...hazard, closedAt: hazard.closedAt }, this.policies.lookBacks, calendar, ZONE);
      if (plan.kind === 'none') return { outcome: plan.why };
      if (await this.isPlanned(manager, plan.lookBacks)) return { outcome: 'already-planned' };
      const dueAt = plan.lookBacks.map((one) => one.dueAt);
      const data = { why: plan.why, policy: this.policies.lookBacks.version, dueAt };
      return {
        outcome: 'opened',
        set: {},
        events: [{ type: 'hazard.look-backs-planned', data }],
        obligations: plan.lookBacks.map((one) => ({
          order: 'open',
          obligation: obligationOf(hazard, one, chain, now),
        })),
      };
    });
  }

  private async isPlanned(manager: EntityManager, [first]: readonly PlannedLookBack[]): Promise<boolean> {
    return first !== undefined && (await this.obligations.ofSubject(manager, first.id)).length > 0;
  }

  private async maker(
    manager: EntityManager,
  ): Promise<(hazard: Hazard, lookBack: PlannedLookBack, chain: Chain, now: Date) => NewObligation> {
    const policy = await this.policies.escalationFor(manager, 'look-back');
    const calendar = await this.policies.currentCalendar(manager);
    return (hazard, { id, turn, startAt, dueAt }, chain, now) => {
      const { personId, role, organisationId } = lookBackerFor(hazard, chain, now);
      return {
        kind: 'look-back',
        subjectId: id,
        organisationId: hazard.organisationId,
        debtorPersonId: personId,
        debtorRole: role,
        startAt,
        dueAt,
        policyId: policy.id,
        policyVersion: policy.version,
        schedule: scheduleSteps(policy, { startAt, dueAt }, calendar, ZONE),
        refs: { hazardId: hazard.id, turn, ...(organisationId && { debtorOrganisationId: Number(organisationId) }) },
      };
    };
  }
}
