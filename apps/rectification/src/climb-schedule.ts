import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type ScheduledStep, scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

/** When a hazard's term climbs under a new due time, by the policy with which it started. */
@Injectable()
export class ClimbSchedule {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  async until(manager: EntityManager, hazard: Readonly<Hazard>, dueAt: Date, now: Date): Promise<ScheduledStep[]> {
    const kind = termObligation(hazard.grade);
    const running = (await this.obligations.ofSubject(manager, hazard.id)).find((one) => one.kind === kind);
    const policy = running
      ? await this.policies.escalationOf(manager, running.policyId, running.policyVersion)
      : await this.policies.escalationFor(manager, kind);
    const calendar = await this.policies.currentCalendar(manager);
    return scheduleSteps(policy, { startAt: hazard.termStart ?? now, dueAt }, calendar, ZONE, now);
  }
}
