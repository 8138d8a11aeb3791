import { compilePattern } from './compile-matcher.js';
import { type Matcher } from './matcher.js';
import { parseElement } from './parse-element.js';
import { WordBook } from './word-book.js';

/** How people word a rule: all of these in reach of each other, and none of those. Concepts of the lexicon, or words of its own. */
export interface RulePhrase {
  readonly all: readonly string[];
  readonly unless?: readonly string[];
  /** At most so many glyphs between neighbouring words. */
  readonly near?: number;
}

/** A matcher that hears the phrases of these rules, too. The words of the lexicon are shared with the one it is made from. */
export function extendMatcher(base: Matcher, phrases: ReadonlyMap<string, readonly RulePhrase[]>): Matcher {
  const book = new WordBook(base);
  const patterns = [...phrases].flatMap(([ruleId, wordings]) =>
    wordings
      .filter((wording) => unknownConcepts(wording, base).length === 0)
      .map((wording) => compilePattern(ruleId, wording, book)),
  );
  return {
    ...base,
    tries: [...base.tries, book.trie],
    labels: book.labels,
    byName: book.byName,
    pairings: book.pairings,
    patterns: [...base.patterns, ...patterns],
  };
}

/** The concepts that a phrase names and the lexicon lacks, each with its place in the phrase. */
export function unknownConcepts(
  { all, unless = [] }: RulePhrase,
  { byName }: Pick<Matcher, 'byName'>,
): { path: string; concept: string }[] {
  const within = (name: string, sources: readonly string[]) =>
    sources.flatMap((source, index) =>
      parseElement(source)
        .concepts.filter((concept) => !byName.has(concept))
        .map((concept) => ({ path: `/${name}/${index}`, concept })),
    );
  return [...within('all', all), ...within('unless', unless)];
}
