import { type Lexicon, MARK_KINDS, type MarkKind } from './lexicon.js';

/** A lexicon with a few words of its own; what is left out is empty. */
export function lexiconOf(parts: Partial<Omit<Lexicon, 'marks'>> & { marks?: Partial<Lexicon['marks']> }): Lexicon {
  const marks = Object.fromEntries(MARK_KINDS.map((kind) => [kind, parts.marks?.[kind] ?? ''])) as Record<
    MarkKind,
    string
  >;
  const empty = { subjects: {}, places: {}, fixtures: {}, states: {}, hidden: '', spelling: {}, given: {}, rules: {} };
  return { ...empty, ...parts, marks };
}
