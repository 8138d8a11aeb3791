import { type Category } from '../category.js';
import { type RuleClass } from '../rule-pack.js';

/**
 * The words of a rule pack as they stand in its files. A list of words is one blank-separated string in which
 * `未(安装|装)` stands for both spellings.
 */
export interface Lexicon {
  /** Whom and what a report speaks of; these never take a state for themselves. */
  readonly subjects: Readonly<Record<string, string>>;
  /** Things a report speaks of. A longer one hides a shorter one inside it: 安全出口标志 is no 安全出口. */
  readonly places: Readonly<Record<string, string>>;
  /** Things, too; in the same clause, too, one of them between a place and a state takes the state for itself. */
  readonly fixtures: Readonly<Record<string, string>>;
  /** What is wrong with things. */
  readonly states: Readonly<Record<string, string>>;
  /** Words that mean nothing here and hide what is inside them: 联锁 is no lock. */
  readonly hidden: string;
  /** Wrong spelling → right one. */
  readonly spelling: Readonly<Record<string, string>>;
  readonly marks: Readonly<Record<MarkKind, string>>;
  /** What a category already says, so that the text need not. */
  readonly given: Readonly<Partial<Record<Category, readonly string[]>>>;
  readonly rules: Readonly<Record<string, readonly PatternSource[]>>;
}

/** How a word turns the sense of what stands near it. */
export const MARK_KINDS = [
  'neutral',
  'deny',
  'absent',
  'prohibit',
  'teach',
  'inspect',
  'plan',
  'suppose',
  'done',
  'ongoing',
  'order',
  'find',
  'exist',
  'contrast',
  'fine',
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** A bare list means `all`. An element is a concept, `a|b` of them, words of its own, or a quantity such as `floor >= 4`. */
export type PatternSource = readonly string[] | PatternRecord;

export interface PatternRecord {
  readonly all: readonly string[];
  /** None of these in the clauses that the match spans. */
  readonly unless?: readonly string[];
  /** These anywhere in the report, its place or its category. */
  readonly given?: readonly string[];
  /** At most so many glyphs between neighbouring words; 20 unless told. */
  readonly near?: number;
  readonly within?: 'clause' | 'sentence';
  /** Other things may stand between the words: what is wrong can only be meant of this one. */
  readonly loose?: boolean;
  /** A mere supposition counts, too: 一旦起火跑不出来. */
  readonly supposed?: boolean;
  /** Words in the order of `all`. */
  readonly ordered?: boolean;
  /** The wording shows another degree of the rule than its class says. */
  readonly class?: RuleClass;
}
