import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { dueUnder } from '#hazards/deadlines/due-date.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

/** 延期审批: whoever may answer a request for more time owes the answer, since the term does not climb while it waits. */
@Injectable()
export class OpenExtensionAnswer {
  constructor(private readonly policies: PolicyLibrary) {}

  async owedFor(manager: EntityManager, hazard: Readonly<Hazard>, now: Date): Promise<NewObligation> {
    const isGeneral = hazard.grade === 'general';
    const policy = await this.policies.escalationFor(manager, 'decide-extension');
    const calendar = await this.policies.currentCalendar(manager);
    const rule = isGeneral ? 'general-extension-decision' : 'major-extension-decision';
    const { dueAt } = dueUnder(rule, { start: now, zone: ZONE }, this.policies.deadlines, calendar);
    return {
      kind: 'decide-extension',
      subjectId: hazard.id,
      organisationId: hazard.organisationId,
      debtorRole: isGeneral ? 'zone-officer' : 'safety-section',
      startAt: now,
      dueAt,
      policyId: policy.id,
      policyVersion: policy.version,
      schedule: scheduleSteps(policy, { startAt: now, dueAt }, calendar, ZONE),
      refs: { hazardId: hazard.id },
    };
  }
}
