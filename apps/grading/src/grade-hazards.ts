import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type OpenElement } from '#hazards/grading/composite.js';
import { decideGrade, type GradeDecision } from '#hazards/grading/decide-grade.js';
import { decideRegrade, type RegradeCause } from '#hazards/grading/decide-regrade.js';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type Grade } from '#hazards/grading/grade.js';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { UndeliverableError } from '#platform/delivery/delivery.js';
import { type HazardChange, type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { type OpenAtPlace, PlaceReader } from '#store/hazards/place-reader.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { SuggestRules, type TextSuggestion } from './suggest-rules.js';

const ACTOR = 'system:grading';

interface Surroundings {
  readonly chains: ReadonlyMap<number, Chain>;
  readonly open: readonly OpenAtPlace[];
}

/** 分级: hazards by the rules in force where they are, with what else is open at their place. */
@Injectable()
export class GradeHazards {
  constructor(
    private readonly hazards: HazardRepository,
    private readonly places: PlaceReader,
    private readonly chains: ChainReader,
    private readonly packs: RulePackLibrary,
    private readonly suggestRules: SuggestRules,
  ) {}

  /** Grades reported hazards, and then those that stand at the same places, whose count may have risen. */
  async run(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const known = await this.hazards.findMany(manager, ids);
    const surroundings = await this.surroundingsOf(manager, known);
    const outcomes = await this.hazards.updateMany(manager, ids, ACTOR, (hazard, now) =>
      this.gradeFirst(hazard, surroundings, now),
    );
    await this.regradePlaces(manager, known);
    return outcomes;
  }

  /** Grades the other open hazards at these hazards' places anew, because one came or went. */
  async regradePlacesOf(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    await this.regradePlaces(manager, await this.hazards.findMany(manager, ids));
    return ids.map(() => 'place-regraded');
  }

  private async regradePlaces(manager: EntityManager, around: readonly Hazard[]): Promise<void> {
    const surroundings = await this.surroundingsOf(manager, around);
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const others = surroundings.open
      .filter((one) => moment && this.hasElement(one, surroundings, moment.now))
      .map((one) => one.hazardId);
    await this.hazards.updateMany(manager, [...new Set(others)], ACTOR, (hazard, now) =>
      this.gradeAgain(hazard, surroundings, 'place', now),
    );
  }

  private hasElement(one: OpenAtPlace, { chains }: Surroundings, now: Date): boolean {
    const pack = this.packs.packFor(chains.get(one.organisationId)?.line.map(({ id }) => id) ?? [], now);
    return one.ruleIds.some((ruleId) => pack.rules[ruleId]?.element !== undefined);
  }

  private async surroundingsOf(manager: EntityManager, around: readonly Hazard[]): Promise<Surroundings> {
    return {
      chains: await this.chains.chainsOf(manager, around.map((hazard) => hazard.organisationId)),
      open: await this.places.openAt(manager, around),
    };
  }

  private gradeFirst(hazard: Readonly<Hazard>, surroundings: Surroundings, now: Date): HazardDecision {
    const move = decideMove(hazard, 'grade', { stage: 'grading', role: 'system' });
    if (move.kind === 'refused') return { outcome: move.reason };
    const { decision, suggestion } = this.judge(hazard, surroundings, now);
    return {
      ...changeOf(hazard, decision, suggestion, decision.grade),
      outcome: decision.grade,
      set: { ...changeOf(hazard, decision, suggestion, decision.grade).set, status: move.to },
    };
  }

  private gradeAgain(hazard: Readonly<Hazard>, surroundings: Surroundings, cause: RegradeCause, now: Date): HazardDecision {
    if (hazard.grade === null) return { outcome: 'not-graded' };
    const { decision, suggestion } = this.judge(hazard, surroundings, now);
    const state = { grade: hazard.grade, closed: hazard.closedAt !== null, decidedByPerson: lastWord(hazard) };
    const regrade = decideRegrade(state, decision, cause);
    if (regrade.kind === 'keep') return { outcome: regrade.reason };
    if (regrade.kind === 'raise') return changeOf(hazard, decision, suggestion, regrade.to);
    if (hazard.gradeExplanation?.['question'] === regrade.to) return { outcome: 'asked-already' };
    return {
      outcome: 'ask-person',
      set: { gradeExplanation: { ...hazard.gradeExplanation, question: regrade.to } },
      events: [{ type: 'hazard.grade-questioned', data: { from: hazard.grade, to: regrade.to, composite: decision.composite } }],
    };
  }

  private judge(
    hazard: Readonly<Hazard>,
    { chains, open }: Surroundings,
    now: Date,
  ): { decision: GradeDecision; suggestion: TextSuggestion } {
    const chain = chains.get(hazard.organisationId);
    const pack = this.packs.packFor(chain?.line.map((one) => one.id) ?? [], now);
    // A tick is the reporter's own reading; the text is asked when there is none.
    const suggestion = hazard.observations.length > 0 ? { suggested: [], marked: [] } : this.suggestRules.run(hazard, pack);
    const here = open.filter((one) => one.placeKey === hazard.placeKey && one.organisationId === hazard.organisationId);
    const decision = decideGrade(
      {
        observations: hazard.observations,
        suggested: suggestion.suggested,
        place: { organisationKind: (chain?.school.kind ?? 'primary-school') as OrganisationKind, boarding: chain?.school.boarding },
        externalCause: hazard.externalCause,
        openElementsAtPlace: elementsOf(here.filter((one) => one.hazardId !== hazard.id), pack),
        hazardId: hazard.id,
      },
      pack,
      now,
    );
    if (decision.kind === 'refused') {
      throw new UndeliverableError(`hazard ${hazard.number}: ${decision.errors.map((error) => error.message).join('; ')}`);
    }
    return { decision, suggestion };
  }
}

function elementsOf(open: readonly OpenAtPlace[], pack: EffectivePack): OpenElement[] {
  return open.flatMap(({ hazardId, ruleIds, observations }) =>
    ruleIds.flatMap((ruleId): OpenElement[] => {
      const element = pack.rules[ruleId]?.element;
      return element ? [{ hazardId, ruleId, element, origin: observations.includes(ruleId) ? 'ticked' : 'text' }] : [];
    }),
  );
}

function lastWord(hazard: Readonly<Hazard>): { grade: Grade; grounds: readonly string[] } | undefined {
  const people = (hazard.gradeExplanation?.['people'] ?? []) as { decision: { to: Grade }; grounds: string[] }[];
  const last = people.at(-1);
  return last && { grade: last.decision.to, grounds: last.grounds };
}

function changeOf(
  hazard: Readonly<Hazard>,
  decision: GradeDecision,
  suggestion: TextSuggestion,
  grade: Grade,
): HazardChange {
  const ruleIds = decision.matched.filter((one) => one.applies).map((one) => one.ruleId);
  return {
    outcome: grade,
    set: {
      grade,
      rulePack: decision.rulePack,
      ruleIds: [...new Set(ruleIds)],
      defaultPriority: decision.priority,
      gradeExplanation: {
        decision,
        marked: suggestion.marked,
        people: hazard.gradeExplanation?.['people'] ?? [],
      } as unknown as JsonObject,
    },
    events: [
      {
        type: hazard.grade === null ? 'hazard.graded' : 'hazard.regraded',
        data: {
          grade,
          ruleIds,
          rulePack: decision.rulePack,
          grounds: decision.grounds,
          interimMeasures: decision.interimMeasures,
        },
      },
    ],
    tell: ['hazard.graded', ...(grade === 'suspected-major' || hazard.grade === 'suspected-major' ? (['hazard.suspected'] as const) : [])],
  };
}
