import { Injectable } from '@nestjs/common';
import { decideGradeByPerson, type PersonGradeDecision } from '#hazards/grading/decide-grade-by-person.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type Role } from '#hazards/directory/role.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';

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
  ) {}

  async run(id: string, request: { grade: Grade; reason: string }, precondition?: Precondition): Promise<void> {
    const { actor, scope, name } = acting();
    await this.transactions.run(scope, async (manager) => {
      const outcome = await this.hazards.update(manager, id, name, async (hazard, now) => {
        precondition?.require(hazard.version);
        const roles = rolesAt(actor, await this.paths.pathOf(manager, hazard.organisationId));
        return this.decide(hazard, request, roles, actor.personId, now);
      });
      if (outcome === undefined) throw Problem.notFound();
    });
  }

  private decide(
    hazard: Readonly<Hazard>,
    request: { grade: Grade; reason: string },
    roles: readonly Role[],
    by: string,
    now: Date,
  ): HazardDecision {
    const decisions = roles.map((role) => decideGradeByPerson(hazard, request, role));
    const decision = decisions.find((one) => one.kind !== 'refused') ?? decisions[0] ?? { kind: 'refused', reason: 'role-may-not' };
    if (decision.kind === 'refused') {
      if (decision.reason === 'role-may-not') throw Problem.forbidden(SENTENCES[decision.reason]);
      throw Problem.conflict(SENTENCES[decision.reason]);
    }
    const grounds = (hazard.gradeExplanation?.['decision'] as { grounds?: string[] } | undefined)?.grounds ?? [];
    const people = (hazard.gradeExplanation?.['people'] ?? []) as unknown[];
    const explanation = { ...hazard.gradeExplanation, question: undefined, people: [...people, { decision, by, at: now, grounds }] };
    const wasSuspected = hazard.grade === 'suspected-major';
    return {
      outcome: decision.kind,
      set: { grade: decision.to, gradeExplanation: explanation as unknown as JsonObject },
      events: [{ type: 'hazard.grade-decided', data: { ...decision } }],
      tell: ['hazard.graded', ...(wasSuspected ? (['hazard.suspected'] as const) : [])],
    };
  }
}
