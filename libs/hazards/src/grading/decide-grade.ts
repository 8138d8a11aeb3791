import { type Priority, PRIORITIES } from '../deadlines/priority.js';
import { type AppliedExclusion, applyExclusions, type ClaimedExclusion } from './apply-exclusions.js';
import { type Category } from './category.js';
import { type CompositeCount, countPlace, gravestCount, type OpenElement } from './composite.js';
import { type Grade, graver } from './grade.js';
import { INTERIM_MEASURE_IDS, type InterimMeasure } from './interim-measure.js';
import { type GradedPlace, judgeRule, type MatchedRule } from './judge-rule.js';
import {
  type ResolvedMatch,
  resolveObservations,
  type Suggestion,
  type UnknownObservation,
} from './resolve-observations.js';
import { type EffectivePack } from './effective-pack.js';
import { type PackError } from './rule-pack.js';
import { type RiskScore } from './scores/risk-score.js';

export interface GradeInput {
  /** Rule ids that the reporter ticked. */
  observations: readonly string[];
  /** What the text suggests; it can raise a suspicion and no more. */
  suggested?: readonly Suggestion[];
  place: GradedPlace;
  /** 外部因素: the school says that it cannot remove the cause itself. */
  externalCause?: boolean;
  /** Elements of the other hazards open at the place. */
  openElementsAtPlace?: readonly OpenElement[];
  excluded?: readonly ClaimedExclusion[];
  /** Rules that were met at this place earlier in the term. */
  repeatedRules?: readonly string[];
  scores?: readonly RiskScore[];
  /** Names this hazard among the counted ones. */
  hazardId?: string;
}

/** What lifts a hazard above general, as stable keys: `rule:FI-05`, `composite:fire-combined`, `score:lec`, `external-cause`. */
export type Ground = string;

export interface GradeDecision {
  kind: 'graded';
  grade: Grade;
  /** Without the elements of other hazards at the place. */
  ownGrade: Grade;
  matched: MatchedRule[];
  grounds: Ground[];
  /** Present when this hazard carries an element; its grade says whether a threshold is reached. */
  composite: CompositeCount | null;
  interimMeasures: InterimMeasure[];
  /** The most urgent that a matched rule or a score names; null leaves it to the category's default. */
  priority: Priority | null;
  transfer: boolean;
  accountability: boolean;
  exclusions: AppliedExclusion[];
  scores: RiskScore[];
  rulePack: string;
  decidedAt: Date;
}

export type GradeOutcome =
  GradeDecision | { kind: 'refused'; errors: PackError[]; unknownObservations: UnknownObservation[] };

const THIS_HAZARD = 'this';

/**
 * 隐患分级 by the rules in force (order 16, article 3, knows general and major; the guide of the education ministry and the
 * pack's other documents say which is which). The same facts in any order make the same grade, and one more fact never a
 * lighter one. A score or a text can raise a suspicion; only a ticked and verified rule makes major, alone or combined.
 */
export function decideGrade(input: GradeInput, pack: EffectivePack, now: Date): GradeOutcome {
  const resolved = resolveObservations(input, pack);
  const exclusions = applyExclusions(input.excluded ?? [], pack);
  const errors = [...resolved.errors, ...exclusions.errors];
  if (errors.length > 0) return { kind: 'refused', errors, unknownObservations: resolved.unknown };

  const matched = matchedRules(input, resolved.matches, exclusions.categories);
  const own = ownGrounds(matched, input, pack);
  const composite = compositeOf(matched, input, pack);
  const ownGrade = own.reduce<Grade>((grade, ground) => graver(grade, ground.grade), 'general');
  const scores = [...(input.scores ?? [])];
  return {
    kind: 'graded',
    grade: graver(ownGrade, composite?.grade ?? 'general'),
    ownGrade,
    matched,
    grounds: [...new Set([...own.map(({ key }) => key), ...compositeGround(composite)])].sort(),
    composite,
    interimMeasures: measuresOf(matched, composite, pack),
    priority: priorityOf(matched, scores, pack),
    transfer: input.externalCause === true || applied(matched, pack).some((rule) => rule?.transfer),
    accountability: applied(matched, pack).some((rule) => rule?.accountability),
    exclusions: exclusions.applied,
    scores,
    rulePack: pack.version,
    decidedAt: now,
  };
}

function matchedRules(
  input: GradeInput,
  matches: readonly ResolvedMatch[],
  excluded: ReadonlySet<Category>,
): MatchedRule[] {
  const repeatedRules = new Set(input.repeatedRules);
  const all = matches.map((match) => {
    const { id, category } = match.rule;
    return judgeRule({ ...match, repeated: repeatedRules.has(id), excluded: excluded.has(category) }, input.place);
  });
  // The text adds to a tick only where its wording shows a graver degree.
  return all.filter((one) => {
    const tick = one.origin === 'text' && all.find((other) => other.ruleId === one.ruleId && other.origin === 'ticked');
    return !tick || graver(tick.grade, one.grade) !== tick.grade;
  });
}

function ownGrounds(matched: MatchedRule[], input: GradeInput, pack: EffectivePack): { key: Ground; grade: Grade }[] {
  const grounds = matched
    .filter(({ grade }) => grade !== 'general')
    .map(({ ruleId, grade }): { key: Ground; grade: Grade } => ({ key: `rule:${ruleId}`, grade }));
  for (const { method, band } of input.scores ?? []) {
    if (band.raises) grounds.push({ key: `score:${method}`, grade: band.raises });
  }
  if (input.externalCause) grounds.push({ key: 'external-cause', grade: pack.externalCause.result });
  return grounds;
}

/** Others' elements count for a hazard that carries one itself; the place's own case is countPlace over all of them. */
function compositeOf(matched: MatchedRule[], input: GradeInput, pack: EffectivePack): CompositeCount | null {
  const hazardId = input.hazardId ?? THIS_HAZARD;
  const own = matched.flatMap(({ ruleId, applies, origin }): OpenElement[] => {
    const element = applies ? pack.rules[ruleId]?.element : undefined;
    return element ? [{ hazardId, ruleId, element, origin }] : [];
  });
  if (own.length === 0) return null;
  const groups = new Set(own.map(({ ruleId }) => pack.rules[ruleId]?.group));
  const others = (input.openElementsAtPlace ?? []).filter((one) => one.hazardId !== hazardId);
  const counts = countPlace([...others, ...own], pack, input.place.placeType ? [input.place.placeType] : []);
  return gravestCount(counts.filter((count) => groups.has(count.group))) ?? null;
}

const compositeGround = (composite: CompositeCount | null): Ground[] =>
  composite && composite.grade !== 'general' ? [`composite:${composite.group}`] : [];

const applied = (matched: MatchedRule[], pack: EffectivePack) =>
  matched.filter(({ applies }) => applies).map(({ ruleId }) => pack.rules[ruleId]);

function measuresOf(matched: MatchedRule[], composite: CompositeCount | null, pack: EffectivePack): InterimMeasure[] {
  const asked = new Set(applied(matched, pack).flatMap((rule) => rule?.interimMeasures ?? []));
  if (composite && composite.grade !== 'general') {
    const group = pack.combined.find(({ id }) => id === composite.group);
    for (const measure of group?.interimMeasures ?? []) asked.add(measure);
  }
  return INTERIM_MEASURE_IDS.filter((measure) => asked.has(measure));
}

function priorityOf(matched: MatchedRule[], scores: RiskScore[], pack: EffectivePack): Priority | null {
  const named = new Set<Priority | undefined>([
    ...applied(matched, pack).map((rule) => rule?.defaultPriority),
    ...scores.map(({ band }) => band.priority),
  ]);
  return PRIORITIES.find((priority) => named.has(priority)) ?? null;
}
