import { CATEGORIES } from '#hazards/grading/category.js';
import { ROLES } from '#hazards/directory/role.js';
import { type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { type Recipient, type RecipientAnswer } from '#hazards/escalation/recipients-for.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type AlertInput, type HazardEvent } from '#hazards/notification/alert-input.js';
import { daysOverdueFor } from '#hazards/notification/days-overdue.js';
import { type StoredObligation } from '#store/obligations/obligation.repository.js';
import { type Chain } from '#store/people/chain-people.js';
import { type KnownPerson } from '#store/people/people-reader.js';
import { ZONE } from '#store/policies/zone.js';

interface Told {
  readonly obligation: StoredObligation;
  readonly hazard: Hazard;
  readonly step: EscalationStep;
  readonly chain: Chain;
  readonly answer: RecipientAnswer;
  readonly recipient: Recipient;
  /** What happened to the hazard, for a telling that is no step of the climb. */
  readonly event?: HazardEvent;
  readonly remark?: string;
}

interface Context {
  readonly publicUrl: string;
  readonly phone: string;
}

/** What the text of an alert is made from. */
export function alertInputOf(
  { obligation, hazard, step, chain, answer, recipient, event, remark }: Told,
  people: ReadonlyMap<string, KnownPerson>,
  { publicUrl, phone }: Context,
  now: Date,
): AlertInput {
  const nameOf = (personId: string): string => people.get(personId)?.name ?? '（姓名未登记）';
  const { onBehalfOf, role, via } = recipient;
  const dueAt = obligation.kind === 'acknowledge-alert' && hazard.dueAt ? hazard.dueAt : obligation.dueAt;
  return {
    severity: step.severity,
    stepId: step.id,
    rank: step.rank,
    obligationKind: obligation.kind,
    about: {
      kind: 'hazard',
      number: hazard.number,
      organisationName: chain.school.name,
      place: [hazard.site, hazard.building, hazard.spot].filter(Boolean).join(' '),
      categoryLabel: CATEGORIES[hazard.category].label,
      ruleIds: hazard.ruleIds,
      grade: hazard.grade ?? 'general',
      description: hazard.description,
      event,
      remark,
      ...(event === 'extension-asked' && { proposedDueAt: proposedDueAt(hazard) }),
    },
    dueAt,
    daysOverdue: daysOverdueFor(obligation.kind, dueAt, now, ZONE),
    owner: owedBy(obligation, hazard, nameOf),
    recipient: {
      name: nameOf(recipient.personId),
      role,
      via,
      ...(onBehalfOf && { onBehalfOf: `${role ? ROLES[role].label : ''}${nameOf(onBehalfOf)}` }),
    },
    vacancies: answer.vacancies,
    proposal: step.propose,
    link: `${publicUrl}/v1/hazards/${hazard.id}`,
    bureauPhone: phone,
    zone: ZONE,
  };
}

const proposedDueAt = ({ extensionPending }: Hazard): Date | undefined =>
  extensionPending ? new Date(String(extensionPending['requestedDueAt'])) : undefined;

/**
 * Whose task it is: the verifier's and the look-backer's own, not the hazard owner's. What a post of the bureau owes is nobody's
 * by name.
 */
function owedBy(
  { kind, debtorPersonId, debtorRole }: StoredObligation,
  { ownerId, ownerRole }: Hazard,
  nameOf: (personId: string) => string,
): AlertInput['owner'] {
  if (debtorPersonId === null && debtorRole !== null) return null;
  if (debtorPersonId !== null && kind !== 'acknowledge-alert') {
    return { name: nameOf(debtorPersonId), role: debtorRole as Hazard['ownerRole'] };
  }
  return ownerId ? { name: nameOf(ownerId), role: ownerRole } : null;
}
