import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { hours } from '#kernel/durations.js';
import { confirmationDueFor } from '#hazards/deadlines/plan-due-for.js';
import { dueUnder } from '#hazards/deadlines/due-date.js';
import { type EscalationPolicy } from '#hazards/escalation/escalation-policy.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

interface Term {
  readonly kind: ObligationKind;
  readonly startAt: Date;
  readonly dueAt: Date;
  readonly keepsRunning?: true;
}

/** What stands when a batch of deliveries about hazards is handled. */
export interface Batch {
  /** Of the hazards, in the order of the deliveries. */
  readonly ids: readonly string[];
  readonly hazards: readonly Hazard[];
  readonly now: Date;
  readonly calendar: BusinessCalendar;
}

/** What a hazard makes somebody owe, or why nothing. */
type TermOf = (hazard: Hazard, batch: Batch) => Term | string;

/** A hazard whose grade has changed owes under the other kind from now on. */
const OTHER_TERM = [
  ['rectify', 'rectify-major'],
  ['rectify-major', 'rectify'],
] as const;

const RUNNING: ReadonlySet<string> = new Set(['assigned', 'in-progress', 'returned', 'reopened']);

/** Opens what a hazard's new standing makes somebody owe. Asked twice, it opens nothing twice. */
@Injectable()
export class StartObligations {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly obligations: ObligationRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  /** The hazards that the deliveries tell of, as they stand. */
  async read(manager: EntityManager, deliveries: readonly Delivery[]): Promise<Batch> {
    const ids = deliveries.map((delivery) => delivery.subjectId);
    const calendar = await this.policies.currentCalendar(manager);
    const now = deliveries[0]?.takenAt ?? new Date(0);
    return { ids, hazards: await this.hazards.findMany(manager, ids), now, calendar };
  }

  /** 整改: the owner owes the rectification; a hazard that became major owes it under the major's policy instead. */
  async forAssigned(manager: EntityManager, batch: Batch): Promise<string[]> {
    await this.open(manager, batch, interimTermOf);
    const running = batch.hazards.filter((hazard) => typeof rectificationTermOf(hazard) !== 'string');
    for (const [kind, other] of OTHER_TERM) {
      const moved = running.filter((hazard) => termObligation(hazard.grade) === kind).map((hazard) => hazard.id);
      await this.obligations.changeMany(manager, moved, other, { kind: 'cancel' }, batch.now);
    }
    return this.open(manager, batch, rectificationTermOf);
  }

  /** 疑似重大: the bureau owes a decision within 4 working hours and 24 hours at most, of each suspicion once. */
  async forSuspected(manager: EntityManager, batch: Batch): Promise<string[]> {
    const kind = 'decide-suspected-major';
    const decided = batch.hazards.filter((hazard) => hazard.grade !== 'suspected-major').map((hazard) => hazard.id);
    await this.obligations.changeMany(manager, decided, kind, { kind: 'meet' }, batch.now);
    return this.open(manager, batch, (hazard, { now, calendar }) => {
      if (hazard.grade !== 'suspected-major') return 'decided';
      const due = confirmationDueFor({ start: now, zone: ZONE }, this.policies.deadlines, calendar);
      return { kind, startAt: now, dueAt: due.dueAt, keepsRunning: true };
    });
  }

  /** 复查: somebody else owes the look at what the owner says is done. */
  async forRectified(manager: EntityManager, batch: Batch): Promise<string[]> {
    return this.open(manager, batch, (hazard, { now, calendar }) => {
      // A hazard that was verified meanwhile still has to be closed by somebody.
      if (hazard.status !== 'rectified' && hazard.status !== 'verified') return 'not-waiting';
      const due = dueUnder('acceptance-review', { start: now, zone: ZONE }, this.policies.deadlines, calendar);
      return { kind: 'verify', startAt: now, dueAt: due.dueAt, keepsRunning: true };
    });
  }

  private async open(manager: EntityManager, batch: Batch, termOf: TermOf): Promise<string[]> {
    const hazards = new Map(batch.hazards.map((hazard) => [hazard.id, hazard]));
    const policies = new Map<ObligationKind, EscalationPolicy>();
    const opened: NewObligation[] = [];
    const outcomes: string[] = [];
    for (const id of batch.ids) {
      const hazard = hazards.get(id);
      const term = hazard ? termOf(hazard, batch) : 'gone';
      outcomes.push(typeof term === 'string' ? term : 'opened');
      if (!hazard || typeof term === 'string') continue;
      const policy = policies.get(term.kind) ?? (await this.policies.escalationFor(manager, term.kind));
      policies.set(term.kind, policy);
      opened.push(obligationOf(hazard, term, policy, batch));
    }
    await this.obligations.open(manager, opened, batch.now);
    return outcomes;
  }
}

function obligationOf(hazard: Hazard, term: Term, policy: EscalationPolicy, { now, calendar }: Batch): NewObligation {
  const isFirst = hazard.dueVersion <= 1 || term.startAt.getTime() === hazard.termStart?.getTime();
  const debtor = debtorOf(hazard, term.kind);
  return {
    keepsRunning: term.keepsRunning,
    kind: term.kind,
    subjectId: hazard.id,
    organisationId: hazard.organisationId,
    debtorPersonId: debtor.personId,
    debtorRole: debtor.role,
    startAt: term.startAt,
    dueAt: term.dueAt,
    policyId: policy.id,
    policyVersion: policy.version,
    schedule: scheduleSteps(policy, term, calendar, ZONE, isFirst ? undefined : now),
    refs: { hazardId: hazard.id },
  };
}

/** 整改: what the owner owes while the hazard is in his hands. */
function rectificationTermOf(hazard: Hazard): Term | string {
  if (!hazard.dueAt || !hazard.termStart || !RUNNING.has(hazard.status)) return 'not-running';
  return { kind: termObligation(hazard.grade), startAt: hazard.termStart, dueAt: hazard.dueAt };
}

/** 临时管控: a major hazard for which none is recorded owes it within two hours of its term's start. */
function interimTermOf(hazard: Hazard): Term | string {
  if (hazard.grade !== 'major' || !hazard.termStart || !RUNNING.has(hazard.status)) return 'not-owed';
  if (hazard.interimMeasures.length > 0) return 'recorded';
  const startAt = hazard.termStart;
  return { kind: 'interim-measure', startAt, dueAt: new Date(startAt.getTime() + hours(2)) };
}

function debtorOf(hazard: Hazard, kind: ObligationKind): { personId: string | null; role: string | null } {
  if (kind === 'decide-suspected-major') return { personId: null, role: 'safety-section' };
  if (kind !== 'verify') return { personId: hazard.ownerId, role: hazard.ownerRole };
  // A major hazard, or one suspected of it, is verified by the bureau alone.
  if (hazard.grade !== 'general') return { personId: null, role: 'safety-section' };
  const isFree = hazard.monitorId !== hazard.ownerId && hazard.monitorId !== hazard.submittedBy;
  return isFree ? { personId: hazard.monitorId, role: hazard.monitorRole } : { personId: null, role: 'safety-section' };
}
