import { type Category } from '../category.js';
import { partsOfPhrase } from './expand-phrase.js';
import { type Lexicon, MARK_KINDS, type PatternRecord } from './lexicon.js';
import { type Element, type Matcher, type Pattern } from './matcher.js';
import { type Spelling } from './normalise-text.js';
import { parseElement } from './parse-element.js';
import { WordBook } from './word-book.js';
import { WordTrie } from './word-trie.js';

/** @throws Error naming the rule when a pattern speaks of a concept that the lexicon lacks. */
export function compileMatcher(lexicon: Lexicon): Matcher {
  const sources = Object.entries(lexicon.rules).flatMap(([ruleId, patterns]) =>
    patterns.map((pattern) => ({ ruleId, record: 'all' in pattern ? pattern : { all: pattern } })),
  );
  const central = sources.flatMap(({ ruleId, record }) => naming(ruleId, () => record.all.flatMap(partsOf)));
  const book = new WordBook();
  registerLexicon(book, lexicon, new Set(central));
  const patterns = sources.map(({ ruleId, record }) => compilePattern(ruleId, record, book));
  book.trie.build();
  book.asides.build();
  return {
    tries: [book.trie],
    asides: book.asides,
    labels: book.labels,
    byName: book.byName,
    pairings: book.pairings,
    spelling: compileSpelling(lexicon.spelling),
    patterns,
    given: new Map(
      Object.entries(lexicon.given).map(([category, names]) => [
        category as Category,
        new Set(names.flatMap((name) => book.elementFrom(name).labels)),
      ]),
    ),
  };
}

/** Concepts and lists of words that an element is made of. */
function partsOf(source: string): string[] {
  const { concepts, phrases } = parseElement(source);
  return [...concepts, phrases];
}

/**
 * Concepts and hidden words first: what is inside a longer word of theirs must not be heard before them.
 * @param central what patterns are made of; all other states are asides.
 */
function registerLexicon(book: WordBook, lexicon: Lexicon, central: ReadonlySet<string>): void {
  const groups = [
    ['subject', lexicon.subjects],
    ['place', lexicon.places],
    ['fixture', lexicon.fixtures],
    ['state', lexicon.states],
  ] as const;
  for (const [role, concepts] of groups) {
    for (const [name, phrases] of Object.entries(concepts)) {
      if (book.byName.has(name)) throw new Error(`the concept ${name} is defined twice`);
      book.register(name, { name, role, isAside: role === 'state' && !central.has(name) }, phrases);
    }
  }
  book.register('#hidden', { name: 'hidden', role: 'hidden' }, lexicon.hidden);
  for (const mark of MARK_KINDS) book.register(`#${mark}`, { name: mark, role: 'mark', mark }, lexicon.marks[mark]);
  book.isAside = (phrases) => !central.has(phrases);
}

/** @throws Error naming the rule when the pattern speaks of a concept that nobody defined. */
export function compilePattern(ruleId: string, record: PatternRecord, book: WordBook): Pattern {
  const elementFrom = (source: string): Element => book.elementFrom(source);
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
    wrong.add(partsOfPhrase(slip), right.length);
    right.push(word);
  }
  return { wrong, right };
}
