import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { ROLES } from '#hazards/directory/role.js';
import { type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { stepOf } from '#hazards/escalation/policy-for.js';
import { type CaseParties, recipientsFor, type RecipientAnswer } from '#hazards/escalation/recipients-for.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { alertText } from '#hazards/notification/alert-text.js';
import { type Delivery, UndeliverableError } from '#platform/delivery/delivery.js';
import { type Alert, AlertRepository, type NewAlert } from '#store/alerts/alert.repository.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { type StoredObligation } from '#store/obligations/obligation.repository.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { type KnownPerson, PeopleReader } from '#store/people/people-reader.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { AlertContext } from './alert-context.js';
import { alertOf } from './alert-of.js';
import { alertInputOf } from './alert-input-of.js';
import { type Occurrence, occurrenceOf } from './occurrence-of.js';
import { reminderOf } from './reminder-of.js';
import { ExpectAcknowledgement } from './expect-acknowledgement.js';

interface Telling {
  readonly obligation: StoredObligation;
  readonly hazard: Hazard;
  readonly step: EscalationStep;
  readonly stepId: string;
  readonly chain: Chain;
  readonly answer: RecipientAnswer;
  readonly occurrence: Occurrence;
}

const ACTOR = 'system:escalation';

/** A repeat of a step is told under its own id: `unacknowledged#2` is the third telling of `unacknowledged`. */
export const baseStepId = (stepId: string): string => stepId.replace(/#\d+$/, '');

/** Turns steps that fell due into alerts for the people whom the policy names, and writes into the history who was told. */
@Injectable()
export class RaiseAlerts {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly chains: ChainReader,
    private readonly people: PeopleReader,
    private readonly policies: PolicyLibrary,
    private readonly alerts: AlertRepository,
    private readonly acknowledgements: ExpectAcknowledgement,
    private readonly context: AlertContext,
  ) {}

  /** Of each delivery, its outcome; `obligations` are those of the deliveries, by their ids. */
  async run(
    manager: EntityManager,
    deliveries: readonly Delivery[],
    obligations: ReadonlyMap<string, StoredObligation>,
  ): Promise<string[]> {
    const owed = deliveries.flatMap(({ subjectId }) => obligations.get(subjectId) ?? []);
    const hazardIds = owed.map(hazardIdOf);
    const hazards = new Map((await this.hazards.findMany(manager, hazardIds)).map((one) => [one.id, one]));
    const chains = await this.chains.chainsOf(
      manager,
      owed.map((one) => one.organisationId),
    );
    const now = deliveries[0]?.takenAt ?? new Date(0);

    const outcomes: string[] = [];
    const tellings: Telling[] = [];
    for (const delivery of deliveries) {
      const obligation = obligations.get(delivery.subjectId);
      const refusal = obligation ? staleness(obligation, delivery) : 'gone';
      const hazard = obligation && hazards.get(hazardIdOf(obligation));
      const chain = obligation && chains.get(obligation.organisationId);
      if (refusal || !obligation || !hazard || !chain) outcomes.push(refusal ?? 'gone');
      else {
        tellings.push(await this.tellingOf(manager, delivery, { obligation, hazard, chain }, now));
        outcomes.push('told');
      }
    }
    await this.tell(manager, tellings, now);
    return outcomes;
  }

  private async tellingOf(
    manager: EntityManager,
    delivery: Delivery,
    subject: Pick<Telling, 'obligation' | 'hazard' | 'chain'>,
    now: Date,
  ): Promise<Telling> {
    const { obligation, hazard, chain } = subject;
    const stepId = String(delivery.refs['stepId']);
    const policy = await this.policies.escalationOf(manager, obligation.policyId, obligation.policyVersion);
    const step = stepOf(policy, baseStepId(stepId));
    const answer = recipientsFor(step, chain, partiesOf(obligation, hazard), now);
    if (answer.nobody)
      throw new UndeliverableError(`nobody in the whole chain answers for step ${stepId} of ${hazard.number}`);
    const occurrence = await occurrenceOf(manager, { kind: obligation.kind, stepId, hazard });
    return { ...subject, step, stepId, answer, occurrence };
  }

  private async tell(manager: EntityManager, tellings: readonly Telling[], now: Date): Promise<void> {
    const people = await this.people.byIds(manager, [
      ...tellings.flatMap(({ answer }) =>
        answer.recipients.flatMap(({ personId, onBehalfOf = personId }) => [personId, onBehalfOf]),
      ),
      ...tellings.flatMap(({ hazard, obligation }) =>
        [hazard.ownerId, obligation.debtorPersonId].filter((id) => id !== null),
      ),
    ]);
    const phones = await this.people.sectionPhones(
      manager,
      tellings.flatMap(({ chain }) => districtOf(chain)),
    );
    const originals = await this.originalsOf(manager, tellings);
    const alerts = tellings.flatMap((telling) => this.alertsOf(telling, people, phones, originals, now));
    const stored = await this.alerts.raise(manager, alerts);
    await this.acknowledgements.run(manager, stored, tellings, now);
    // A telling that stands already, because its job came twice, is not written down again.
    const raised = new Set(stored.map(({ obligationId, stepId }) => `${obligationId} ${stepId}`));
    await this.writeHistory(
      manager,
      tellings.filter(({ obligation, stepId }) => raised.has(`${obligation.id} ${stepId}`)),
    );
  }

  private alertsOf(
    telling: Telling,
    people: ReadonlyMap<string, KnownPerson>,
    phones: ReadonlyMap<number, string>,
    originals: ReadonlyMap<string, Alert>,
    now: Date,
  ): NewAlert[] {
    const { obligation, hazard, stepId, chain, answer } = telling;
    const phone =
      districtOf(chain)
        .map((id) => phones.get(id))
        .find(Boolean) ?? this.context.phone;
    return answer.recipients.map((recipient) => {
      const input = alertInputOf(
        { ...telling, ...telling.occurrence, recipient },
        people,
        { ...this.context, phone },
        now,
      );
      const original = originals.get(String(obligation.refs['alertId']));
      const letter = original ? reminderOf(original, stepId) : alertText(input, now);
      return alertOf({ ...telling, hazardId: hazard.id }, recipient, letter, now);
    });
  }

  /** The alerts that people have not acknowledged and are told of again. */
  private async originalsOf(manager: EntityManager, tellings: readonly Telling[]): Promise<Map<string, Alert>> {
    const ids = tellings.flatMap(({ obligation }) =>
      obligation.kind === 'acknowledge-alert' ? [String(obligation.refs['alertId'])] : [],
    );
    return new Map((await this.alerts.byIds(manager, ids)).map((alert) => [alert.id, alert]));
  }

  /** The history says who was told and why; offices beside the school's line may see the hazard from now on. */
  private async writeHistory(manager: EntityManager, tellings: readonly Telling[]): Promise<void> {
    const byHazard = new Map<string, Telling[]>();
    for (const telling of tellings)
      byHazard.set(telling.hazard.id, [...(byHazard.get(telling.hazard.id) ?? []), telling]);
    await this.hazards.updateMany(manager, [...byHazard.keys()], ACTOR, (hazard): HazardDecision => {
      const told = byHazard.get(hazard.id) ?? [];
      const offices = told.flatMap(officesOf);
      return {
        outcome: 'told',
        set: { sharedWith: [...new Set([...hazard.sharedWith, ...offices])] },
        events: told.map((telling) => ({ type: 'hazard.escalated', data: eventOf(telling) })),
      };
    });
  }
}

const hazardIdOf = ({ refs, subjectId }: StoredObligation): string =>
  (refs['hazardId'] as string | undefined) ?? subjectId;

const districtOf = (chain: Chain): number[] => chain.line.filter((one) => one.tier === 'district').map((one) => one.id);

/** A step whose reason has gone since it was taken is not told: the school delivered, or has a new due time. */
function staleness(obligation: StoredObligation, delivery: Delivery): string | undefined {
  if (obligation.status === 'met' || obligation.status === 'cancelled') return 'stopped';
  return obligation.dueVersion === delivery.refs['dueVersion'] ? undefined : 'superseded';
}

function partiesOf(obligation: StoredObligation, hazard: Hazard): CaseParties {
  const school = String(hazard.organisationId);
  const party = (personId: string | null, role: Hazard['ownerRole'], organisationId = school) =>
    personId ? { personId, role, organisationId } : undefined;
  const debtorPlace = obligation.refs['debtorOrganisationId'] as number | undefined;
  return {
    owner: party(hazard.ownerId, hazard.ownerRole),
    monitor: party(hazard.monitorId, hazard.monitorRole, placeOf(hazard.monitorRole) === 'school' ? school : undefined),
    reporter: hazard.reportedBy ? { personId: hazard.reportedBy, role: null, organisationId: null } : undefined,
    debtor: debtorOf(obligation, debtorPlace === undefined ? school : String(debtorPlace)),
  };
}

/** What a post owes is told to whoever holds it, wherever it stands above the school. */
function debtorOf({ debtorPersonId, debtorRole }: StoredObligation, organisationId: string): CaseParties['debtor'] {
  const role = debtorRole as Hazard['ownerRole'];
  return debtorPersonId || role ? { personId: debtorPersonId, role, organisationId } : undefined;
}

const placeOf = (role: Hazard['monitorRole']): string => (role ? ROLES[role].level : 'school');

function officesOf({ chain, answer }: Telling): number[] {
  const beside = new Set(chain.line.filter((one) => one.tier === 'government').map((one) => String(one.id)));
  return answer.recipients.flatMap(({ organisationId }) =>
    organisationId && beside.has(organisationId) ? [Number(organisationId)] : [],
  );
}

function eventOf({ obligation, step, stepId, answer }: Telling): JsonObject {
  return {
    obligation: obligation.kind,
    dueVersion: obligation.dueVersion,
    step: stepId,
    rank: step.rank,
    severity: step.severity,
    policy: `${obligation.policyId}@${obligation.policyVersion}`,
    recipients: answer.recipients.map(({ personId, role, organisationId, via }) => ({
      personId,
      role,
      organisationId,
      via,
    })),
    vacancies: answer.vacancies,
    ...(step.propose && { proposal: step.propose }),
  };
}
