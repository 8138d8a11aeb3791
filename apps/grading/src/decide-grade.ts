import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { decideGradeByPerson, type PersonGradeDecision } from '#hazards/grading/decide-grade-by-person.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type Role } from '#hazards/directory/role.js';
import { roleClassOf } from '#hazards/directory/role-class.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { GradeDecisions, type MadeDecision } from '#store/hazards/grade-decisions.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { ordersFor, peopleOf, toldOf } from './grade-change.js';

type Refusal = Extract<PersonGradeDecision, { kind: 'refused' }>['reason'];

const SENTENCES: Record<Refusal, string> = {
  'role-may-not': 'Only the bureau decides on a grade: its safety section, its leaders, or the levels above it.',
  'reason-missing': 'A decision on a grade needs its reason.',
  'not-graded': 'The hazard has not been graded yet; wait a moment and try again.',
  'already-ended': 'The hazard is closed or rejected; its grade stands.',
  'decides-nothing': 'suspected-major is the question; decide general or major.',
};

/** 定级由人决定: the bureau confirms, rejects or overrides a grade, with its reason. */
@Injectable()
export class DecideGrade {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardRepository,
    private readonly paths: OrganisationPaths,
    private readonly decisions: GradeDecisions,
  ) {}

  async run(id: string, request: { grade: Grade; reason: string }, precondition?: Precondition): Promise<void> {
    const { actor, scope, name } = acting();
    await this.transactions.run(scope, async (manager) => {
      const outcome = await this.hazards.update(manager, id, name, async (hazard, now) => {
        const roles = rolesAt(actor, await this.paths.pathOf(manager, hazard.organisationId));
        if (!roles.some((role) => roleClassOf(role) === 'bureau')) throw Problem.forbidden(SENTENCES['role-may-not']);
        precondition?.require(hazard.version);
        const decision = decisionOf(hazard, request, roles);
        return this.decided(manager, hazard, decision, actor.personId, now);
      });
      if (outcome === undefined) throw Problem.notFound();
    });
  }

  private async decided(
    manager: EntityManager,
    hazard: Readonly<Hazard>,
    decision: MadeDecision,
    by: string,
    now: Date,
  ): Promise<HazardChange> {
    await this.decisions.note(manager, hazard, decision, by, now);
    const { question, ...explanation } = hazard.gradeExplanation ?? {};
    const grounds = (explanation['decision'] as { grounds?: string[] } | undefined)?.grounds ?? [];
    const people = [...peopleOf(hazard), { decision, by, at: now, grounds }];
    return {
      outcome: decision.kind,
      set: { grade: decision.to, gradeExplanation: { ...explanation, people } },
      events: [{ type: 'hazard.grade-decided', data: { ...decision } }],
      tell: toldOf(decision.from, decision.to, question === 'major'),
      obligations: ordersFor(decision.from, decision.to),
    };
  }
}

/** A person with several posts decides in the first one that may. */
function decisionOf(
  hazard: Readonly<Hazard>,
  request: { grade: Grade; reason: string },
  roles: readonly Role[],
): MadeDecision {
  const decisions = roles.map((role) => decideGradeByPerson(hazard, request, role));
  const made = decisions.find((one): one is MadeDecision => one.kind !== 'refused');
  if (made) return made;
  const reasons = decisions.flatMap((one) => (one.kind === 'refused' ? [one.reason] : []));
  const reason = reasons.find((one) => one !== 'role-may-not') ?? 'role-may-not';
  if (reason === 'role-may-not') throw Problem.forbidden(SENTENCES[reason]);
  throw Problem.conflict(SENTENCES[reason]);
}
