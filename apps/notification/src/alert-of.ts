import { type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { type Recipient } from '#hazards/escalation/recipients-for.js';
import { type RenderedLetter } from '#hazards/notification/letter.js';
import { type NewAlert } from '#store/alerts/alert.repository.js';
import { type StoredObligation } from '#store/obligations/obligation.repository.js';

interface Told {
  readonly obligation: StoredObligation;
  readonly step: EscalationStep;
  readonly stepId: string;
  /** null where the alert is about a filing. */
  readonly hazardId: string | null;
}

/** What one recipient is told about one step, as it is recorded. */
export function alertOf(
  { obligation, step, stepId, hazardId }: Told,
  recipient: Recipient,
  letter: RenderedLetter,
  now: Date,
): NewAlert {
  return {
    obligationId: obligation.id,
    dueVersion: obligation.dueVersion,
    stepId,
    subjectId: obligation.subjectId,
    hazardId,
    recipientId: recipient.personId,
    recipientRole: recipient.role ?? 'reporter',
    organisationId: recipient.organisationId ? Number(recipient.organisationId) : obligation.organisationId,
    aboutOrganisationId: obligation.organisationId,
    rank: step.rank,
    severity: step.severity,
    via: recipient.via,
    reason: recipient.reasonText.zh,
    title: letter.subject,
    body: letter.text,
    raisedAt: now,
  };
}
