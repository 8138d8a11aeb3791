import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf, startOfDay } from '#kernel/civil-date.js';
import { firstDayOfTerm, schoolTermOf } from '#kernel/quarter.js';
import { type AssignmentDecision, decideAssignment } from '#hazards/assignment/decide-assignment.js';
import { isRepeated, priorityFor } from '#hazards/assignment/priority-for.js';
import { dueDateFor } from '#hazards/deadlines/due-date-for.js';
import { type Priority } from '#hazards/deadlines/priority.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';

const ACTOR = 'system:assignment';

/** 派定: owner, monitor, priority and due date of graded hazards, and of those whose grade or standing has changed. */
@Injectable()
export class AssignHazards {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly chains: ChainReader,
    private readonly policies: PolicyLibrary,
  ) {}

  async run(manager: EntityManager, deliveries: readonly Delivery[]): Promise<string[]> {
    const ids = deliveries.map((delivery) => delivery.subjectId);
    const { organisations, repeated } = await this.read(manager, ids, deliveries[0]?.takenAt ?? new Date(0));
    const chains = await this.chains.chainsOf(manager, organisations);
    const calendar = await this.policies.currentCalendar(manager);
    return this.hazards.updateMany(manager, ids, ACTOR, (hazard, now) => {
      const chain = chains.get(hazard.organisationId);
      if (!chain || !hazard.grade) return { outcome: 'not-graded' };
      return this.decide(hazard, chain, repeated.has(hazard.id), calendar, now);
    });
  }

  private decide(
    hazard: Readonly<Hazard>,
    chain: Chain,
    repeated: boolean,
    calendar: BusinessCalendar,
    now: Date,
  ): HazardDecision {
    const grade = hazard.grade ?? 'general';
    const isFirst = decideMove(hazard, 'assign', { stage: 'assignment', role: 'system' });
    const isAgain = decideMove(hazard, 'reassign', { stage: 'assignment', role: 'system' });
    const move = isFirst.kind === 'moved' ? isFirst : isAgain;
    if (move.kind === 'refused') return { outcome: move.reason };

    const assignment = decideAssignment(inputOf(hazard, chain), this.policies.responsibilities, now);
    const priority = priorityFor(
      { category: hazard.category, grade, ruleDefault: hazard.defaultPriority ?? undefined, repeated },
      this.policies.responsibilities,
    );
    const due = dueDateFor(
      { grade, priority: classOf(priority, hazard), start: now, zone: ZONE },
      this.policies.deadlines,
      calendar,
    );
    const unchanged = isAgain.kind === 'moved' && isFirst.kind === 'refused' && sameTerm(hazard, priority, grade);
    if (unchanged) return { outcome: 'already-assigned' };
    const dueVersion = hazard.dueVersion + 1;
    return {
      outcome: assignment.kind === 'assigned' ? 'assigned' : 'nobody',
      set: {
        status: move.to,
        ...partiesOf(hazard, assignment),
        assignmentExplanation: { grade, assignment, priority } as unknown as JsonObject,
        priority: priority.kind === 'class' ? priority.priority : null,
        termStart: now,
        dueAt: due.dueAt,
        dueVersion,
        dueProvisional: due.provisional,
        deadlineExplanation: due as unknown as JsonObject,
      },
      events: [{ type: 'hazard.assigned', data: eventOf(assignment, due.dueAt, dueVersion, priority) }],
      tell: ['hazard.assigned'],
    };
  }

  /** Whose hazards they are, and which come again: the same category at the same place within a term is more urgent. */
  private async read(
    manager: EntityManager,
    ids: readonly string[],
    now: Date,
  ): Promise<{ organisations: number[]; repeated: Set<string> }> {
    const termStart = startOfDay(firstDayOfTerm(schoolTermOf(civilDateOf(now, ZONE))), ZONE);
    const counted: { id: string; organisation: number; n: number }[] = await manager.query(
      `select h.id, h.organisation_id as organisation, (select count(*)::int from app.hazard s where s.organisation_id = h.organisation_id
           and s.place_key = h.place_key and s.category = h.category and s.reported_at >= $2 and s.status <> 'rejected') as n
       from app.hazard h where h.id = any($1::uuid[])`,
      [ids, termStart],
    );
    const repeated = counted.filter(({ n }) => isRepeated(n, this.policies.responsibilities)).map(({ id }) => id);
    return { organisations: counted.map(({ organisation }) => organisation), repeated: new Set(repeated) };
  }
}

function inputOf(hazard: Readonly<Hazard>, chain: Chain) {
  const school = String(chain.school.id);
  return {
    category: hazard.category,
    grade: hazard.grade ?? ('general' as const),
    schoolPosts: chain.posts.filter((post) => post.organisationId === school),
    ancestorPosts: chain.posts.filter((post) => post.organisationId !== school),
    cover: chain.cover,
    reporterId: hazard.reportedBy ?? undefined,
  };
}

type Priorities = ReturnType<typeof priorityFor>;

/** A suspected major has no class of its own: it runs on the rule's, or on a week, until the bureau has decided. */
const classOf = (priority: Priorities, hazard: Readonly<Hazard>): Priority =>
  priority.kind === 'class' ? priority.priority : (hazard.defaultPriority ?? 'P2');

function sameTerm(hazard: Readonly<Hazard>, priority: Priorities, grade: string): boolean {
  const was = hazard.assignmentExplanation?.['grade'] ?? null;
  return hazard.dueAt !== null && hazard.ownerId !== null && was === grade && classKept(hazard, priority);
}

const classKept = (hazard: Readonly<Hazard>, priority: Priorities): boolean =>
  hazard.priority === (priority.kind === 'class' ? priority.priority : null);

function partiesOf(hazard: Readonly<Hazard>, assignment: AssignmentDecision): Partial<Hazard> {
  if (assignment.kind === 'nobody') return {};
  return {
    ownerId: assignment.owner.personId,
    ownerRole: assignment.owner.role,
    monitorId: assignment.monitor.personId,
    monitorRole: assignment.monitor.role,
  };
}

function eventOf(assignment: AssignmentDecision, dueAt: Date, dueVersion: number, priority: Priorities): JsonObject {
  const term = { dueAt, dueVersion, priority: priority.kind === 'class' ? priority.priority : null };
  if (assignment.kind === 'nobody') return { ...term, nobodyFor: assignment.party, missing: assignment.missing };
  return {
    ...term,
    owner: assignment.owner.personId,
    ownerRole: assignment.owner.role,
    monitor: assignment.monitor.personId,
    monitorRole: assignment.monitor.role,
  };
}
