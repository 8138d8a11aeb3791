import { type Category } from '../category.js';
import { type RuleClass } from '../rule-pack.js';
import { type MarkKind } from './lexicon.js';
import { type Spelling } from './normalise-text.js';
import { type QuantityTest } from './parse-element.js';
import { type WordTrie } from './word-trie.js';

export const isThingLabel = (label: Label | undefined): boolean =>
  label?.role === 'subject' || label?.role === 'place' || label?.role === 'fixture';

/** What a registered word stands for. */
export interface Label {
  readonly name: string;
  readonly role: 'subject' | 'place' | 'fixture' | 'state' | 'hidden' | 'mark' | 'part';
  readonly mark?: MarkKind;
  /** Asked for only when the words of a pattern were found; looked up in a trie of its own. */
  readonly isAside?: boolean;
}

/** One thing that a pattern wants: any word of these labels, or a quantity. */
export interface Element {
  readonly labels: readonly number[];
  readonly quantity: QuantityTest | null;
  /** Only things: the place or the category of the report may name it instead of the text. */
  readonly isThing: boolean;
}

export interface Pattern {
  readonly ruleId: string;
  readonly all: readonly Element[];
  readonly unless: readonly Element[];
  readonly given: readonly Element[];
  readonly near: number;
  readonly within: 'clause' | 'sentence';
  readonly ordered: boolean;
  readonly loose: boolean;
  readonly supposed: boolean;
  readonly class?: RuleClass;
}

/** A phrase in two parts: `未~备案` leaves room for a few glyphs between them, `已+拆除` for none. */
export interface Pairing {
  readonly label: number;
  readonly tail: number;
  readonly gap: number;
}

/** A lexicon made ready to read texts; build it once per rule pack. */
export interface Matcher {
  readonly tries: readonly WordTrie[];
  /** Circumstances, which most reports never ask for. */
  readonly asides: WordTrie;
  readonly labels: readonly Label[];
  /** Labels by the names of concepts, or by the words themselves. */
  readonly byName: ReadonlyMap<string, number>;
  /** Pairings by the label of their first part. */
  readonly pairings: ReadonlyMap<number, readonly Pairing[]>;
  readonly spelling: Spelling;
  readonly patterns: readonly Pattern[];
  readonly given: ReadonlyMap<Category, ReadonlySet<number>>;
}
