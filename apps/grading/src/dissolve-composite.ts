import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { roleClassOf } from '#hazards/directory/role-class.js';
import { type CompositeCount, countComposite } from '#hazards/grading/composite.js';
import { decideDissolution, type DissolutionDecision } from '#hazards/grading/decide-composite.js';
import { type Grade, graver } from '#hazards/grading/grade.js';
import { type Role } from '#hazards/directory/role.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { CompositeCases, type CompositeView } from '#store/hazards/composite-case.repository.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { lastWord, ordersFor, peopleOf, toldOf } from './grade-change.js';
import { elementsOf, JudgeHazard } from './judge-hazard.js';
import { isAt, packAt, ReadSurroundings, type Surroundings } from './surroundings.js';

type Made = Exclude<DissolutionDecision, { kind: 'refused' }>;

const SENTENCES: Record<Extract<DissolutionDecision, { kind: 'refused' }>['reason'], string> = {
  'role-may-not':
    'Only the bureau dissolves a composite case: its safety section, its leaders, or the levels above it.',
  'reason-missing': 'This decision needs its reason.',
  'no-case': 'The case is dissolved already.',
};

/** 解除综合判定: a person of the bureau dissolves the case of a place, or keeps it, and the hazards there follow. */
@Injectable()
export class DissolveComposite {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly cases: CompositeCases,
    private readonly hazards: HazardRepository,
    private readonly obligations: ObligationRepository,
    private readonly surroundings: ReadSurroundings,
    private readonly judge: JudgeHazard,
  ) {}

  run(id: string, request: { dissolve: boolean; reason: string }, precondition: Precondition): Promise<CompositeView> {
    const { actor, scope, name } = acting();
    return this.transactions.run(scope, async (manager) => {
      const seen = await this.cases.find(manager, id);
      if (!seen) throw Problem.notFound();
      const surroundings = await this.surroundings.of(manager, [seen]);
      const current = surroundings.cases.find((one) => one.id === id);
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      if (!current || !moment) throw Problem.notFound();
      const count = countOf(current, surroundings, moment.now);
      const roles = rolesAt(actor, surroundings.schools.get(current.organisationId)?.path ?? []);
      if (!roles.some((role) => roleClassOf(role) === 'bureau')) {
        throw Problem.forbidden('Only the bureau dissolves a composite case.');
      }
      precondition.require(current.version);
      const { decision, role } = decisionOf(
        { ...current, settledWith: current.settledWith ?? undefined },
        count,
        request,
        roles,
      );
      const isDissolved = decision.kind === 'dissolved';
      const step = {
        what: decision.kind,
        at: moment.now,
        by: name,
        elements: decision.settledWith,
        reason: decision.reason,
      };
      await this.cases.save(manager, {
        ...current,
        status: isDissolved ? 'dissolved' : 'raised',
        settledWith: decision.settledWith,
        dissolvedAt: isDissolved ? moment.now : null,
        story: [...current.story, step],
      });
      await this.obligations.change(manager, id, 'review-composite', { kind: 'meet', asOf: moment.now }, moment.now);
      await this.followUp(
        manager,
        id,
        current.combinedGroup,
        { decision, role, by: actor.personId, name },
        surroundings,
      );
      return (await this.cases.find(manager, id)) ?? seen;
    });
  }

  /** The open hazards of the place take the grade that they have without the case, or keep theirs by the same word. */
  private async followUp(
    manager: EntityManager,
    caseId: string,
    group: string,
    word: { decision: Made; role: Role; by: string; name: string },
    surroundings: Surroundings,
  ): Promise<void> {
    const ids = surroundings.open.map(({ hazardId }) => hazardId);
    await this.hazards.updateMany(manager, ids, word.name, (hazard, now): HazardDecision => {
      const { decision } = this.judge.run(hazard, surroundings, now);
      if (!hazard.grade || decision.composite?.group !== group || standsAlone(hazard))
        return { outcome: 'not-concerned' };
      const to = word.decision.kind === 'maintained' ? hazard.grade : decision.ownGrade;
      if (graver(hazard.grade, to) !== hazard.grade) return { outcome: 'not-concerned' };
      return lowered(
        hazard,
        to,
        { ...word, caseId, grounds: decision.grounds.filter((one) => one !== `composite:${group}`) },
        now,
      );
    });
  }
}

function countOf(
  current: { organisationId: number; placeKey: string; combinedGroup: string },
  surroundings: Surroundings,
  now: Date,
): CompositeCount {
  const pack = packAt(surroundings, current.organisationId, now);
  const group = pack.combined.find(({ id }) => id === current.combinedGroup);
  const open = elementsOf(
    surroundings.open.filter((one) => isAt(one, current)),
    pack,
  ).filter((one) => pack.rules[one.ruleId]?.group === current.combinedGroup);
  return group
    ? countComposite(open, group, [])
    : {
        group: current.combinedGroup,
        grade: 'general',
        counted: [],
        threshold: { id: 'none', needed: Infinity, have: 0 },
      };
}

function decisionOf(
  current: Parameters<typeof decideDissolution>[0],
  count: CompositeCount,
  request: { dissolve: boolean; reason: string },
  roles: readonly Role[],
): { decision: Made; role: Role } {
  const answers = roles.map((role) => ({ role, decision: decideDissolution(current, count, request, role) }));
  const made = answers.find((one): one is { role: Role; decision: Made } => one.decision.kind !== 'refused');
  if (made) return made;
  const reasons = answers.flatMap(({ decision }) => (decision.kind === 'refused' ? [decision.reason] : []));
  const reason = reasons.find((one) => one !== 'role-may-not') ?? 'role-may-not';
  if (reason === 'role-may-not') throw Problem.forbidden(SENTENCES[reason]);
  throw Problem.conflict(SENTENCES[reason]);
}

/** A person said of this very hazard that it is major, whatever else is open at its place. */
function standsAlone(hazard: Readonly<Hazard>): boolean {
  const word = lastWord(hazard);
  return word?.grade === 'major' && !word.grounds.some((ground) => ground.startsWith('composite:'));
}

function lowered(
  hazard: Readonly<Hazard>,
  to: Grade,
  word: { decision: Made; role: Role; by: string; caseId: string; grounds: string[] },
  now: Date,
): HazardDecision {
  const { question, ...explanation } = hazard.gradeExplanation ?? {};
  const from = hazard.grade ?? to;
  const direction = from === to ? 'same' : 'down';
  const kind = from === to ? 'confirmed' : from === 'suspected-major' ? 'rejected' : 'overridden';
  const decision = { kind, from, to, direction, reason: word.decision.reason, role: word.role };
  const entry = { decision, by: word.by, at: now, grounds: word.grounds };
  return {
    outcome: word.decision.kind,
    set: {
      grade: to,
      gradeExplanation: { ...explanation, people: [...peopleOf(hazard), entry] } as unknown as JsonObject,
    },
    events: [{ type: 'hazard.grade-decided', data: { ...decision, compositeCase: word.caseId } }],
    tell: from === to ? [] : toldOf(from, to, question === 'major'),
    obligations: ordersFor(from, to),
  };
}
