import { type CivilDate } from '#kernel/civil-date.js';
import { type Priority } from '../deadlines/priority.js';
import { type OrganisationKind } from '../directory/organisation-kind.js';
import { type Category } from './category.js';
import { type Grade } from './grade.js';
import { type InterimMeasure } from './interim-measure.js';
import { type RulePhrase } from './text/rule-phrases.js';
import { type PlaceType } from './place-type.js';

/**
 * 判定类别, from light to grave: 一般; 综合判定要素 (general alone, counted at its place); 疑似直接判定 (a person confirms);
 * 直接判定 (major by itself).
 */
export const RULE_CLASSES = ['general', 'combined', 'direct-unverified', 'direct'] as const;
export type RuleClass = (typeof RULE_CLASSES)[number];

/** Negative when the first class is lighter than the second. */
export const compareClasses = (a: RuleClass, b: RuleClass): number => RULE_CLASSES.indexOf(a) - RULE_CLASSES.indexOf(b);

/** Where the wording was read: in an official copy, in somebody's copy of it, or nowhere. */
export const TEXT_SOURCES = ['official', 'secondary', 'recalled'] as const;
export type TextSource = (typeof TEXT_SOURCES)[number];

export const PACK_LEVELS = ['national', 'province', 'city', 'district'] as const;
export type PackLevel = (typeof PACK_LEVELS)[number];

export interface LegalDocument {
  title: string;
  number?: string;
  url?: string;
}

/** `article` only after the text was verified; until then a clause to look up stands in `articleToCheck`, never printed. */
export interface CitationRef {
  document: string;
  article?: string;
  articleToCheck?: string;
}

/** What a rule, a threshold or an overlay's entry rests on. */
export interface RuleBasis {
  citation?: CitationRef;
  textVerified: boolean;
  source: TextSource;
}

/** A list left out does not restrict. */
export interface Applicability {
  schoolKinds?: OrganisationKind[];
  placeTypes?: PlaceType[];
  boarding?: boolean;
}

export interface GradingRule extends RuleBasis {
  id: string;
  category: Category;
  title: string;
  titleEn: string;
  condition: string;
  class: RuleClass;
  /** The class where `appliesTo` does not hold; without it the rule says nothing there. */
  elsewhere?: RuleClass;
  /** The class when the same rule was met at the same place earlier in the term. */
  repeatClass?: RuleClass;
  /** The row that this one is a degree of. */
  variantOf?: string;
  group?: string;
  element?: string;
  appliesTo?: Applicability;
  jurisdiction: string;
  validFrom: CivilDate;
  validTo?: CivilDate;
  defaultPriority: Priority;
  interimMeasures: InterimMeasure[];
  /** A verified direct rule whose reach a person has to judge in each case. */
  needsConfirmation?: boolean;
  confirmationReason?: string;
  /** The cause lies with somebody else: pass it to the department concerned. */
  transfer?: boolean;
  /** A breach of procedure: it asks for 问责 beside rectification. */
  accountability?: boolean;
  /** How people word it, so that it is found in free text; rules of the shipped base have theirs in the lexicon. */
  phrases?: RulePhrase[];
}

export interface Threshold {
  id: string;
  occupancies: string[] | 'any';
  /** So many different elements of `elements` make the place's case. */
  count: number;
  elements: string[] | 'any';
}

export interface CombinedGroup extends RuleBasis {
  id: string;
  title: string;
  titleEn: string;
  result: Exclude<Grade, 'general'>;
  reason: string;
  interimMeasures: InterimMeasure[];
  occupancies: Record<string, PlaceType[]>;
  /** Assumed where no report states the type of place. */
  defaultOccupancies: string[];
  thresholds: Threshold[];
}

export interface Exclusion {
  id: string;
  title: string;
  titleEn: string;
  categories: Category[];
}

export interface RetiredRule {
  id: string;
  replacedBy: string[];
}

export interface ExternalCauseRule extends RuleBasis {
  result: Exclude<Grade, 'general'>;
}

interface PackHead {
  id: string;
  title: string;
  titleEn: string;
  level: PackLevel;
  jurisdiction: string;
  validFrom: CivilDate;
  validTo?: CivilDate;
  documents: Record<string, LegalDocument>;
}

export interface BasePack extends PackHead {
  kind: 'base';
  rules: GradingRule[];
  retired: RetiredRule[];
  combined: CombinedGroup[];
  exclusions: Exclusion[];
  externalCause: ExternalCauseRule;
}

/** One rule made stricter or, under `switch`, put into another class either way. What is left out stays. */
export interface RuleAmendment extends Partial<RuleBasis> {
  rule: string;
  class?: RuleClass;
  defaultPriority?: Priority;
  /** Added to those that the rule asks for already. */
  interimMeasures?: InterimMeasure[];
  needsConfirmation?: boolean;
  reason: string;
}

export interface GroupAmendment {
  group: string;
  result?: CombinedGroup['result'];
  /** Threshold id → new count. */
  counts?: Record<string, number>;
  reason: string;
}

export interface OverlayPack extends PackHead {
  kind: 'overlay';
  extends: string[];
  add: GradingRule[];
  tighten: RuleAmendment[];
  switch: RuleAmendment[];
  combined: GroupAmendment[];
}

export type RulePack = BasePack | OverlayPack;

/** What is wrong with a pack, and where: `path` is a JSON pointer (RFC 6901) into the pack named, or into the one submitted. */
export interface PackError {
  path: string;
  message: string;
  pack?: string;
}
