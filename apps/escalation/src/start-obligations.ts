import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { hours } from '#kernel/durations.js';
import { confirmationDueFor } from '#hazards/deadlines/plan-due-for.js';
import { dueUnder } from '#hazards/deadlines/due-date.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { type NewObligation } from '#store/obligations/new-obligation.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

interface Term {
  readonly kind: ObligationKind;
  readonly startAt: Date;
  readonly dueAt: Date;
}

const RUNNING: ReadonlySet<string> = new Set(['assigned', 'in-progress', 'returned', 'reopened']);

/** Opens what a hazard's new standing makes somebody owe. Asked twice, it opens nothing twice. */
@Injectable()
export class StartObligations {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly obligations: ObligationRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  /** 整改: the owner owes the rectification; a hazard that became major owes it under the major's policy instead. */
  async forAssigned(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    await this.each(manager, ids, (hazard) => Promise.resolve(interimTermOf(hazard)));
    return this.each(manager, ids, async (hazard, now) => {
      if (!hazard.dueAt || !hazard.termStart || !RUNNING.has(hazard.status)) return 'not-running';
      const kind = termObligation(hazard.grade);
      const other = kind === 'rectify' ? 'rectify-major' : 'rectify';
      await this.obligations.change(manager, hazard.id, other, { kind: 'cancel' }, now);
      return { kind, startAt: hazard.termStart, dueAt: hazard.dueAt };
    });
  }

  /** 疑似重大: the bureau owes a decision within 4 working hours and 24 hours at most. */
  async forSuspected(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const calendar = await this.policies.currentCalendar(manager);
    return this.each(manager, ids, async (hazard, now) => {
      const kind = 'decide-suspected-major';
      if (hazard.grade !== 'suspected-major') {
        await this.obligations.change(manager, hazard.id, kind, { kind: 'meet' }, now);
        return 'decided';
      }
      const due = confirmationDueFor({ start: now, zone: ZONE }, this.policies.deadlines, calendar);
      return { kind, startAt: now, dueAt: due.dueAt };
    });
  }

  /** 复查: somebody else owes the look at what the owner says is done. */
  async forRectified(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const calendar = await this.policies.currentCalendar(manager);
    return this.each(manager, ids, async (hazard, now) => {
      // A hazard that was verified meanwhile still has to be closed by somebody.
      if (hazard.status !== 'rectified' && hazard.status !== 'verified') return 'not-waiting';
      const due = dueUnder('acceptance-review', { start: now, zone: ZONE }, this.policies.deadlines, calendar);
      return { kind: 'verify', startAt: now, dueAt: due.dueAt };
    });
  }

  private async each(
    manager: EntityManager,
    ids: readonly string[],
    termOf: (hazard: Hazard, now: Date) => Promise<Term | string>,
  ): Promise<string[]> {
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const now = moment?.now ?? new Date(0);
    const hazards = new Map((await this.hazards.findMany(manager, ids)).map((hazard) => [hazard.id, hazard]));
    const opened: NewObligation[] = [];
    const outcomes: string[] = [];
    for (const id of ids) {
      const hazard = hazards.get(id);
      const term = hazard ? await termOf(hazard, now) : 'gone';
      if (!hazard || typeof term === 'string') outcomes.push(typeof term === 'string' ? term : 'gone');
      else {
        opened.push(await this.obligationOf(manager, hazard, term, now));
        outcomes.push('opened');
      }
    }
    await this.obligations.open(manager, opened, now);
    return outcomes;
  }

  private async obligationOf(manager: EntityManager, hazard: Hazard, term: Term, now: Date): Promise<NewObligation> {
    const policy = await this.policies.escalationFor(manager, term.kind);
    const calendar = await this.policies.currentCalendar(manager);
    const isFirst = hazard.dueVersion <= 1 || term.startAt.getTime() === hazard.termStart?.getTime();
    const debtor = debtorOf(hazard, term.kind);
    return {
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
