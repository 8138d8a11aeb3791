import { Injectable } from '@nestjs/common';
import { type ClaimedExclusion } from '#hazards/grading/apply-exclusions.js';
import { type OpenElement } from '#hazards/grading/composite.js';
import { decideGrade, type GradeDecision } from '#hazards/grading/decide-grade.js';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { repeatedRules } from '#hazards/grading/repeated-rules.js';
import { type RiskScore } from '#hazards/grading/scores/risk-score.js';
import { scoreRating } from '#hazards/grading/scores/score-rating.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { UndeliverableError } from '#platform/delivery/delivery.js';
import { type StoredComposite } from '#store/hazards/composite-case.repository.js';
import { type OpenAtPlace } from '#store/hazards/place-reader.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { ZONE } from '#store/policies/zone.js';
import { SuggestRules, type TextSuggestion } from './suggest-rules.js';
import { isAt, packAt, type Surroundings } from './surroundings.js';

export interface Judgement {
  readonly decision: GradeDecision;
  readonly suggestion: TextSuggestion;
}

const NO_SUGGESTION: TextSuggestion = { suggested: [], marked: [] };

/** What the rules in force make of one hazard among what else is open at its place. */
@Injectable()
export class JudgeHazard {
  constructor(
    private readonly packs: RulePackLibrary,
    private readonly suggestRules: SuggestRules,
  ) {}

  run(hazard: Readonly<Hazard>, surroundings: Surroundings, now: Date): Judgement {
    const pack = packAt(surroundings, hazard.organisationId, now);
    const school = surroundings.schools.get(hazard.organisationId);
    // A tick is the reporter's own reading; the text is asked when there is none.
    const suggestion = hazard.observations.length > 0 ? NO_SUGGESTION : this.suggestRules.run(hazard, pack);
    const others = surroundings.open.filter((one) => isAt(one, hazard) && one.hazardId !== hazard.id);
    const met = repeatedRules(
      hazard,
      surroundings.met.filter((one) => isAt(one, hazard)),
      ZONE,
    );
    const claimed = hazard.seenBefore
      ? [...hazard.observations, ...suggestion.suggested.map(({ ruleId }) => ruleId)]
      : [];
    const decision = decideGrade(
      {
        observations: this.knownTicks(hazard, pack),
        suggested: suggestion.suggested,
        place: {
          organisationKind: school?.kind ?? 'primary-school',
          boarding: school?.boarding,
          placeType: hazard.placeType ?? undefined,
        },
        externalCause: hazard.externalCause,
        excluded: this.knownExclusions(hazard, pack),
        repeatedRules: [...met, ...claimed],
        openElementsAtPlace: elementsOf(others, pack),
        scores: this.scoresOf(hazard),
        hazardId: hazard.id,
      },
      pack,
      now,
    );
    if (decision.kind === 'refused') {
      throw new UndeliverableError(
        `hazard ${hazard.number}: ${decision.errors.map((error) => error.message).join('; ')}`,
      );
    }
    return {
      decision: withoutSettled(
        decision,
        surroundings.cases.filter((one) => isAt(one, hazard)),
      ),
      suggestion,
    };
  }

  /** A rule that was withdrawn while the hazard is open says nothing more; at first grading every tick has to be known. */
  private knownTicks(hazard: Readonly<Hazard>, pack: EffectivePack): string[] {
    if (hazard.grade === null) return hazard.observations;
    return hazard.observations.filter((ruleId) => Object.hasOwn(pack.rules, ruleId));
  }

  /** An exclusion that newer rules dropped excuses nothing any more. */
  private knownExclusions(hazard: Readonly<Hazard>, pack: EffectivePack): ClaimedExclusion[] {
    return hazard.claimedExclusions.filter(({ exclusion }) => pack.exclusions.some(({ id }) => id === exclusion));
  }

  private scoresOf({ risk }: Readonly<Hazard>): RiskScore[] {
    if (!risk) return [];
    const rated = scoreRating(risk, this.packs.scoreTables);
    return rated.ok ? rated.scores : [];
  }
}

/** The combined elements that open hazards carry under a pack. */
export function elementsOf(open: readonly OpenAtPlace[], pack: EffectivePack): OpenElement[] {
  return open.flatMap(({ hazardId, ruleIds, observations }) =>
    ruleIds.flatMap((ruleId): OpenElement[] => {
      const element = pack.rules[ruleId]?.element;
      return element ? [{ hazardId, ruleId, element, origin: observations.includes(ruleId) ? 'ticked' : 'text' }] : [];
    }),
  );
}

/** What a person dissolved lifts nobody's grade again until an element comes that was not there then. */
export function withoutSettled(decision: GradeDecision, cases: readonly StoredComposite[]): GradeDecision {
  const { composite } = decision;
  const settled = cases.find(
    (one) => one.status === 'dissolved' && one.combinedGroup === composite?.group,
  )?.settledWith;
  if (!composite || !settled || !composite.counted.every(({ element }) => settled.includes(element))) return decision;
  return {
    ...decision,
    grade: decision.ownGrade,
    grounds: decision.grounds.filter((ground) => ground !== `composite:${composite.group}`),
  };
}
