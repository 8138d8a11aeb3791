import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { decideRegrade, type RegradeCause } from '#hazards/grading/decide-regrade.js';
import { type Grade } from '#hazards/grading/grade.js';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { AskBureau, type MakeQuestion } from './ask-bureau.js';
import { changeOf, lastWord } from './grade-change.js';
import { JudgeHazard, type Judgement } from './judge-hazard.js';
import { KeepComposites } from './keep-composites.js';
import { isAt, momentOf, packAt, ReadSurroundings, type Surroundings } from './surroundings.js';

const ACTOR = 'system:grading';

/** 分级: hazards by the rules in force where they are, with what else is open at their place. */
@Injectable()
export class GradeHazards {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly surroundings: ReadSurroundings,
    private readonly judge: JudgeHazard,
    private readonly composites: KeepComposites,
    private readonly askBureau: AskBureau,
    private readonly obligations: ObligationRepository,
  ) {}

  /** Grades reported hazards, and then those that stand at the same places, whose count may have risen. */
  async run(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const known = await this.hazards.findMany(manager, ids);
    const surroundings = await this.surroundings.of(manager, known);
    const carriers: Hazard[] = [];
    const outcomes = await this.hazards.updateMany(manager, ids, ACTOR, (hazard, now) => {
      const { change, judgement } = this.gradeFirst(hazard, surroundings, now);
      if (judgement?.decision.composite) carriers.push({ ...hazard });
      return change;
    });
    await this.recount(manager, carriers, surroundings, loneAtTheirPlace(carriers));
    return outcomes;
  }

  /** Grades the open hazards at these hazards' places anew, because one came or went. */
  async regradePlacesOf(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const known = await this.hazards.findMany(manager, ids);
    const surroundings = await this.surroundings.of(manager, known);
    const now = await momentOf(manager);
    await this.endWhatClosingEnds(manager, known, now);
    const carriers = known.filter((hazard) => carriesElement(hazard, surroundings, now));
    await this.recount(manager, carriers, surroundings);
    return known.map((hazard) => (carriers.includes(hazard) ? 'place-regraded' : 'no-element'));
  }

  /** Open hazards under rules that were published since they were graded. Nothing is lowered by it. */
  async regradeForRules(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const known = await this.hazards.findMany(manager, ids);
    const surroundings = await this.surroundings.of(manager, known);
    const outcomes = await this.regrade(manager, ids, surroundings, 'rule-update');
    await this.composites.run(manager, known, await this.surroundings.again(manager, surroundings, known));
    return outcomes;
  }

  /** With the hazard goes the danger that an interim measure would have been against. */
  private async endWhatClosingEnds(manager: EntityManager, known: readonly Hazard[], now: Date): Promise<void> {
    for (const { id, grade, closedAt } of known) {
      if (grade !== 'major' || closedAt === null) continue;
      await this.obligations.change(manager, id, 'interim-measure', { kind: 'cancel' }, now);
    }
  }

  /**
   * Counts the places of hazards that carry an element: the open ones there, and then the case of the place. `settled` were judged
   * among all that stands there already.
   */
  private async recount(
    manager: EntityManager,
    carriers: readonly Hazard[],
    before: Surroundings,
    settled: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (carriers.length === 0) return;
    const surroundings = await this.surroundings.again(manager, before, carriers);
    const now = await momentOf(manager);
    const counted = surroundings.open
      .filter((one) => !settled.has(one.hazardId) && carriesElement(one, surroundings, now))
      .map((one) => one.hazardId);
    if (counted.length > 0) await this.regrade(manager, [...new Set(counted)], surroundings, 'place');
    await this.composites.run(manager, carriers, surroundings);
  }

  private async regrade(
    manager: EntityManager,
    ids: readonly string[],
    surroundings: Surroundings,
    cause: RegradeCause,
  ): Promise<string[]> {
    const question = await this.askBureau.maker(manager);
    return this.hazards.updateMany(manager, ids, ACTOR, (hazard, now) =>
      this.gradeAgain(hazard, surroundings, cause, question, now),
    );
  }

  private gradeFirst(
    hazard: Readonly<Hazard>,
    surroundings: Surroundings,
    now: Date,
  ): { change: HazardDecision; judgement?: Judgement } {
    const move = decideMove(hazard, 'grade', { stage: 'grading', role: 'system' });
    if (move.kind === 'refused') return { change: { outcome: move.reason } };
    const judgement = this.judge.run(hazard, surroundings, now);
    const { decision, suggestion } = judgement;
    const change = changeOf(hazard, decision, suggestion, decision.grade);
    return { change: { ...change, set: { ...change.set, status: move.to } }, judgement };
  }

  private gradeAgain(
    hazard: Readonly<Hazard>,
    surroundings: Surroundings,
    cause: RegradeCause,
    question: MakeQuestion,
    now: Date,
  ): HazardDecision {
    if (hazard.grade === null) return { outcome: 'not-graded' };
    const { decision, suggestion } = this.judge.run(hazard, surroundings, now);
    const state = { grade: hazard.grade, closed: hazard.closedAt !== null, decidedByPerson: lastWord(hazard) };
    const regrade = decideRegrade(state, decision, cause);
    if (regrade.kind === 'raise') return changeOf(hazard, decision, suggestion, regrade.to);
    if (regrade.kind === 'ask-person') {
      // Without a composite case behind it the lower grade comes from newer rules, and those lower nothing.
      const isLower = regrade.to !== 'major' && !wasComposite(hazard);
      return isLower ? { outcome: 'rules-never-lower' } : asked(hazard, regrade.to, question, now);
    }
    return hazard.gradeExplanation?.['question'] === undefined || regrade.reason !== 'same-grade'
      ? { outcome: regrade.reason }
      : withdrawn(hazard);
  }
}

/** Hazards beside which no other newcomer stands: when they were graded, all that counts at their place was known. */
function loneAtTheirPlace(newcomers: readonly Hazard[]): Set<string> {
  const lone = newcomers.filter((one) => !newcomers.some((other) => other.id !== one.id && isAt(other, one)));
  return new Set(lone.map(({ id }) => id));
}

/** A person is asked once. Towards major the question is owed on the hazard; towards less, on the case of its place. */
function asked(hazard: Readonly<Hazard>, to: Grade, question: MakeQuestion, now: Date): HazardDecision {
  if (hazard.gradeExplanation?.['question'] === to) return { outcome: 'asked-already' };
  const { id, organisationId } = hazard;
  const obligation = question({ kind: 'decide-suspected-major', subjectId: id, organisationId, hazardId: id }, now);
  return {
    outcome: 'ask-person',
    set: { gradeExplanation: { ...hazard.gradeExplanation, question: to } },
    events: [{ type: 'hazard.grade-questioned', data: { from: hazard.grade, to } }],
    obligations: to === 'major' ? [{ order: 'open', obligation }] : [],
  };
}

function wasComposite(hazard: Readonly<Hazard>): boolean {
  const decision = hazard.gradeExplanation?.['decision'] as { grounds?: string[] } | undefined;
  return decision?.grounds?.some((ground) => ground.startsWith('composite:')) ?? false;
}

function withdrawn(hazard: Readonly<Hazard>): HazardDecision {
  const { question, ...explanation } = hazard.gradeExplanation ?? {};
  return {
    outcome: 'question-withdrawn',
    set: { gradeExplanation: explanation },
    events: [{ type: 'hazard.grade-question-withdrawn', data: { from: hazard.grade, to: question } }],
    tell: question === 'major' ? ['hazard.suspected'] : [],
  };
}

function carriesElement(
  { organisationId, ruleIds }: { organisationId: number; ruleIds: readonly string[] },
  surroundings: Surroundings,
  now: Date,
): boolean {
  const pack = packAt(surroundings, organisationId, now);
  return ruleIds.some((ruleId) => pack.rules[ruleId]?.element !== undefined);
}
