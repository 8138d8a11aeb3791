import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { confirmationDueFor } from '#hazards/deadlines/plan-due-for.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

type Question = 'decide-suspected-major' | 'review-composite';

export interface Asked {
  readonly kind: Question;
  /** The hazard, or the composite case. */
  readonly subjectId: string;
  readonly organisationId: number;
  /** The hazard that the alert speaks of. */
  readonly hazardId: string;
}

/** Makes the obligation of a question, once what it takes was read. */
export type MakeQuestion = (asked: Asked, now: Date) => NewObligation;

/** 提请认定: a question that only the bureau answers, within 4 working hours and 24 hours at most. */
@Injectable()
export class AskBureau {
  constructor(private readonly policies: PolicyLibrary) {}

  async maker(manager: EntityManager): Promise<MakeQuestion> {
    const calendar = await this.policies.currentCalendar(manager);
    const policies = {
      'decide-suspected-major': await this.policies.escalationFor(manager, 'decide-suspected-major'),
      'review-composite': await this.policies.escalationFor(manager, 'review-composite'),
    };
    return ({ kind, subjectId, organisationId, hazardId }, now) => {
      const policy = policies[kind];
      const { dueAt } = confirmationDueFor({ start: now, zone: ZONE }, this.policies.deadlines, calendar);
      return {
        kind,
        subjectId,
        organisationId,
        debtorRole: 'safety-section',
        startAt: now,
        dueAt,
        policyId: policy.id,
        policyVersion: policy.version,
        schedule: scheduleSteps(policy, { startAt: now, dueAt }, calendar, ZONE),
        refs: { hazardId },
      };
    };
  }
}
