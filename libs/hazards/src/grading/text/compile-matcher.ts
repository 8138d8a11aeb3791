import { type Category } from '../category.js';
import { type RuleClass } from '../rule-pack.js';
import { expandPhrase } from './expand-phrase.js';
import { type Lexicon, MARK_KINDS, type MarkKind, type PatternRecord } from './lexicon.js';
import { type Spelling } from './normalise-text.js';
import { parseElement, type QuantityTest } from './parse-element.js';
import { WordTrie } from './word-trie.js';

/** 未向公安部门备案 has five glyphs between its parts. */
const WIDEST_GAP = 7;

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
  readonly trie: WordTrie;
  /** Circumstances, which most reports never ask for. */
  readonly asides: WordTrie;
  readonly labels: readonly Label[];
  /** Pairings by the label of their first part. */
  readonly pairings: ReadonlyMap<number, readonly Pairing[]>;
  readonly spelling: Spelling;
  readonly patterns: readonly Pattern[];
  readonly given: ReadonlyMap<Category, ReadonlySet<number>>;
}

/** @throws Error naming the rule when a pattern speaks of a concept that the lexicon lacks. */
export function compileMatcher(lexicon: Lexicon): Matcher {
  const sources = Object.entries(lexicon.rules).flatMap(([ruleId, patterns]) =>
    patterns.map((pattern) => ({ ruleId, record: 'all' in pattern ? pattern : { all: pattern } })),
  );
  const central = sources.flatMap(({ ruleId, record }) => naming(ruleId, () => record.all.flatMap(partsOf)));
  const words = registerWords(lexicon, new Set(central));
  const patterns = sources.map(({ ruleId, record }) => compilePattern(ruleId, record, words.elementFrom));
  return {
    trie: words.trie,
    asides: words.asides,
    labels: words.labels,
    pairings: words.pairings,
    spelling: compileSpelling(lexicon.spelling),
    patterns,
    given: new Map(
      Object.entries(lexicon.given).map(([category, names]) => [
        category as Category,
        new Set(names.flatMap((name) => words.elementFrom(name).labels)),
      ]),
    ),
  };
}

/** Concepts and lists of words that an element is made of. */
function partsOf(source: string): string[] {
  const { concepts, phrases } = parseElement(source);
  return [...concepts, phrases];
}

/** @param central what patterns are made of; all other states are asides. */
function registerWords(lexicon: Lexicon, central: ReadonlySet<string>) {
  const trie = new WordTrie();
  const asides = new WordTrie();
  const labels: Label[] = [];
  const byName = new Map<string, number>();
  const pairings = new Map<number, Pairing[]>();

  const register = (key: string, label: Label, phrases: string): number => {
    const isAside = label.role === 'state' && !central.has(key);
    const id = labels.push({ ...label, isAside }) - 1;
    byName.set(key, id);
    for (const phrase of phrases.split(/\s+/)) {
      const joint = phrase.search(/[~+]/);
      if (joint < 0) for (const word of expandPhrase(phrase)) (isAside ? asides : trie).add(word, id);
      else pair(id, partFrom(phrase.slice(0, joint)), partFrom(phrase.slice(joint + 1)), phrase.charAt(joint));
    }
    return id;
  };
  const partFrom = (phrases: string): number =>
    byName.get(`/${phrases}`) ?? register(`/${phrases}`, { name: phrases, role: 'part' }, phrases);
  const pair = (label: number, head: number, tail: number, joint: string): void => {
    const known = pairings.get(head);
    const pairing = { label, tail, gap: joint === '+' ? 0 : WIDEST_GAP };
    if (known) known.push(pairing);
    else pairings.set(head, [pairing]);
  };
  const registerAll = (
    role: 'subject' | 'place' | 'fixture' | 'state',
    concepts: Readonly<Record<string, string>>,
  ): void => {
    for (const [name, phrases] of Object.entries(concepts)) {
      if (byName.has(name)) throw new Error(`the concept ${name} is defined twice`);
      register(name, { name, role }, phrases);
    }
  };

  registerAll('subject', lexicon.subjects);
  registerAll('place', lexicon.places);
  registerAll('fixture', lexicon.fixtures);
  registerAll('state', lexicon.states);
  register('#hidden', { name: 'hidden', role: 'hidden' }, lexicon.hidden);
  for (const mark of MARK_KINDS) register(`#${mark}`, { name: mark, role: 'mark', mark }, lexicon.marks[mark]);

  const elementFrom = (source: string): Element => {
    const { concepts, phrases, quantity } = parseElement(source);
    const wanted = new Set<number>();
    for (const name of concepts) {
      const id = byName.get(name);
      if (id === undefined) throw new Error(`there is no concept ${name}`);
      wanted.add(id);
    }
    if (phrases !== '') {
      if (!byName.has(phrases)) register(phrases, { name: phrases, role: 'state' }, phrases);
      wanted.add(byName.get(phrases) as number);
    }
    const ids = [...wanted];
    const isThing = ids.length > 0 && ids.every((id) => isThingLabel(labels[id]));
    return { labels: ids, quantity, isThing };
  };
  return { trie, asides, labels, pairings, elementFrom };
}

function compilePattern(ruleId: string, record: PatternRecord, elementFrom: (source: string) => Element): Pattern {
  return naming(ruleId, () => ({
    ruleId,
    all: record.all.map(elementFrom),
    unless: (record.unless ?? []).map(elementFrom),
    given: (record.given ?? []).map(elementFrom),
    near: record.near ?? 20,
    within: record.within ?? 'sentence',
    ordered: record.ordered ?? false,
    loose: record.loose ?? false,
    supposed: record.supposed ?? false,
    class: record.class,
  }));
}

/** Whoever edits the lexicon must learn which rule is at fault. */
function naming<T>(ruleId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${ruleId}: ${(error as Error).message}`, { cause: error });
  }
}

function compileSpelling(slips: Readonly<Record<string, string>>): Spelling {
  const wrong = new WordTrie();
  const right: string[] = [];
  for (const [slip, word] of Object.entries(slips)) {
    for (const spelling of expandPhrase(slip)) wrong.add(spelling, right.length);
    right.push(word);
  }
  return { wrong, right };
}
