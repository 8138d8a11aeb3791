import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { parseIsoDuration } from '#kernel/durations.js';
import { type EscalationPolicy, type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { scheduleSteps, type ScheduledStep } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { ObligationRepository, type StoredObligation } from '#store/obligations/obligation.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

interface Told {
  readonly obligation: StoredObligation;
  readonly hazard: Hazard;
  readonly step: EscalationStep;
  readonly stepId: string;
  readonly answer: {
    readonly recipients: readonly { personId: string; role: string | null; organisationId: string | null }[];
  };
}

/** What holds for all acknowledgements that are expected at once. */
interface Terms {
  readonly policy: EscalationPolicy;
  readonly calendar: BusinessCalendar;
  readonly now: Date;
}

interface StoredAlert {
  readonly id: string;
  readonly recipientId: string;
  readonly obligationId: string;
  readonly stepId: string;
}

/**
 * 已阅: whoever gets an alert that is repeated until acknowledged owes the acknowledgement. It is an obligation of its own, so
 * that acknowledging ends the repeats of this one alert and nothing else.
 */
@Injectable()
export class ExpectAcknowledgement {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  async run(
    manager: EntityManager,
    alerts: readonly StoredAlert[],
    tellings: readonly Told[],
    now: Date,
  ): Promise<void> {
    const expected = tellings.filter(({ step, obligation }) => step.repeat && obligation.kind !== 'acknowledge-alert');
    if (expected.length === 0) return;
    const terms: Terms = {
      policy: await this.policies.escalationFor(manager, 'acknowledge-alert'),
      calendar: await this.policies.currentCalendar(manager),
      now,
    };
    const opened = expected.flatMap((telling) =>
      alerts
        .filter((one) => one.obligationId === telling.obligation.id && one.stepId === telling.stepId)
        .map((alert) => obligationOf(alert, telling, terms)),
    );
    await this.obligations.open(manager, opened, now);
  }
}

function obligationOf(alert: StoredAlert, telling: Told, { policy, calendar, now }: Terms): NewObligation {
  const { hazard, step, answer } = telling;
  const wait = parseIsoDuration(step.repeat?.every ?? '') ?? 0;
  const dueAt = new Date(now.getTime() + wait);
  const recipient = answer.recipients.find((one) => one.personId === alert.recipientId);
  const schedule = scheduleSteps(policy, { startAt: now, dueAt }, calendar, ZONE);
  return {
    kind: 'acknowledge-alert',
    subjectId: alert.id,
    organisationId: hazard.organisationId,
    debtorPersonId: alert.recipientId,
    debtorRole: recipient?.role ?? null,
    startAt: now,
    dueAt,
    policyId: policy.id,
    policyVersion: policy.version,
    schedule: repeated(schedule, step),
    refs: {
      hazardId: hazard.id,
      alertId: alert.id,
      debtorOrganisationId: Number(recipient?.organisationId ?? hazard.organisationId),
    },
  };
}

/** As many tellings as the step asks for, each under an id of its own, because a step is told once. */
function repeated(schedule: readonly ScheduledStep[], { repeat }: EscalationStep): ScheduledStep[] {
  const every = parseIsoDuration(repeat?.every ?? '') ?? 0;
  const times = repeat?.times ?? 1;
  return schedule
    .flatMap((one) =>
      Array.from({ length: times }, (_, turn) => ({
        ...one,
        stepId: turn === 0 ? one.stepId : `${one.stepId}#${turn}`,
        at: new Date(one.at.getTime() + turn * every),
      })),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}
