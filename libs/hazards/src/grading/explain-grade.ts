import { type Bilingual } from '../directory/bilingual.js';
import { citeRule, type PrintedCitation } from './cite-rule.js';
import { type CompositeCount } from './composite.js';
import { type GradeDecision } from './decide-grade.js';
import { type PersonGradeDecision } from './decide-grade-by-person.js';
import { type Grade } from './grade.js';
import { GRADE_LABELS, sentencesFor, statementOf, whyMatched } from './grade-wording.js';
import { INTERIM_MEASURES, type InterimMeasure } from './interim-measure.js';
import { type MatchedRule } from './judge-rule.js';
import { PLACE_TYPES, type PlaceType } from './place-type.js';
import { type EffectivePack } from './effective-pack.js';
import { type RiskScore } from './scores/risk-score.js';

/** Words of the report that suggested a rule, with their place in the text (UTF-16 units). */
export interface MarkedWord {
  ruleId: string;
  start: number;
  end: number;
  text: string;
}

export interface PersonDecisionRecord {
  decision: Exclude<PersonGradeDecision, { kind: 'refused' }>;
  by: string;
  at: Date;
}

export interface ExplainedRule extends MatchedRule {
  title: Bilingual;
  condition: string;
  citation: PrintedCitation;
  why: Bilingual;
  markedWords: MarkedWord[];
  /** Overlays that made the rule stricter or put it into another class, with their reasons. */
  amendedBy: { pack: string; reason: string }[];
}

export interface ExplainedComposite extends CompositeCount {
  title: Bilingual;
  citation: PrintedCitation;
  why: Bilingual;
}

/** What was reported beside the hazard itself and bears on its grade. */
export interface Circumstances {
  placeType: PlaceType | null;
  /** As the reporter says, from papers outside of this record. */
  seenBefore: boolean;
}

export interface ExplainedCircumstances {
  placeType: { id: PlaceType; label: string } | null;
  seenBefore: boolean;
  /** Rules whose class repetition within the term has raised. */
  repeatedRules: string[];
}

export interface GradeExplanation {
  grade: Grade;
  label: Bilingual;
  /** The whole story in sentences, in reading order. */
  sentences: Bilingual[];
  rules: ExplainedRule[];
  composite: ExplainedComposite | null;
  scores: RiskScore[];
  exclusions: GradeDecision['exclusions'];
  circumstances: ExplainedCircumstances;
  interimMeasures: { id: InterimMeasure; label: Bilingual }[];
  people: (PersonDecisionRecord & { statement: Bilingual })[];
  rulePack: string;
  decidedAt: Date;
}

/**
 * Why a hazard has its grade: the rules with their citation and whether it was verified, the marked words, the elements
 * counted at the place with their hazards, the scores with their inputs, the pack's version, and what people decided. The
 * last person's decision is the grade; without one, the rules' is. `pack` is the version that made the decision.
 */
export function explainGrade(
  decision: GradeDecision,
  context: {
    markedWords?: readonly MarkedWord[];
    people?: readonly PersonDecisionRecord[];
    circumstances?: Circumstances;
  },
  pack: EffectivePack,
): GradeExplanation {
  const people = [...(context.people ?? [])].sort((a, b) => a.at.getTime() - b.at.getTime());
  const grade = people.at(-1)?.decision.to ?? decision.grade;
  const rules = decision.matched.flatMap((match) => explainedRule(match, context.markedWords ?? [], pack));
  const composite = decision.composite && explainedComposite(decision.composite, pack);
  const statements = people.map((record) => ({ ...record, statement: statementOf(record.decision, record.by) }));
  const circumstances = explainedCircumstances(decision, context.circumstances);
  return {
    grade,
    label: GRADE_LABELS[grade],
    sentences: sentencesFor(decision, {
      rules,
      composite,
      circumstances,
      statements: statements.map((one) => one.statement),
    }),
    rules,
    composite,
    scores: decision.scores,
    exclusions: decision.exclusions,
    circumstances,
    interimMeasures: decision.interimMeasures.map((id) => ({ id, label: INTERIM_MEASURES[id] })),
    people: statements,
    rulePack: decision.rulePack,
    decidedAt: decision.decidedAt,
  };
}

function explainedCircumstances(
  { matched }: GradeDecision,
  { placeType, seenBefore }: Circumstances = { placeType: null, seenBefore: false },
): ExplainedCircumstances {
  return {
    placeType: placeType && { id: placeType, label: PLACE_TYPES[placeType] },
    seenBefore,
    repeatedRules: matched.filter(({ reason }) => reason === 'repeated').map(({ ruleId }) => ruleId),
  };
}

function explainedRule(match: MatchedRule, words: readonly MarkedWord[], pack: EffectivePack): ExplainedRule[] {
  const rule = pack.rules[match.ruleId];
  if (!rule) return [];
  return [
    {
      ...match,
      title: { zh: rule.title, en: rule.titleEn },
      condition: rule.condition,
      citation: citeRule(rule, pack.documents),
      why: whyMatched(match, rule),
      markedWords: words.filter((word) => word.ruleId === match.ruleId),
      amendedBy: rule.amendedBy ?? [],
    },
  ];
}

function explainedComposite(count: CompositeCount, pack: EffectivePack): ExplainedComposite | null {
  const group = pack.combined.find(({ id }) => id === count.group);
  if (!group) return null;
  const { needed, have } = count.threshold;
  const reached = count.grade !== 'general';
  return {
    ...count,
    title: { zh: group.title, en: group.titleEn },
    citation: citeRule(group, pack.documents),
    why: {
      zh: `同一处现有不同要素 ${have} 项，达到 ${needed} 项即判定，${reached ? '已达到' : '未达到'}。`,
      en: `${have} different elements are open at the place, ${needed} are needed: ${reached ? 'reached' : 'not reached'}.`,
    },
  };
}
