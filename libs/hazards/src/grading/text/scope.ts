import { type MarkKind } from './lexicon.js';
import { type ReadReport } from './read-report.js';
import { type Clause } from './segments.js';
import { type WordHit } from './word-trie.js';

/** A stretch of the text whose words are not reported as they stand: denied, forbidden, taught, planned or mended. */
export interface Scope {
  readonly kind: MarkKind;
  /** The mark; a match that uses these glyphs itself (未安装, 无证) is not touched by it. */
  readonly start: number;
  readonly end: number;
  /** Words that begin in [from, to). */
  readonly from: number;
  readonly to: number;
  readonly statesOnly?: boolean;
  /** 没有 of 没有堵塞 denies the trouble behind it and does not say that the thing itself is missing. */
  readonly isOfTrouble?: boolean;
  /** Only matches with one of these things; used when a mended thing is named again. */
  readonly only?: ReadonlySet<number>;
}

export type Mark = WordHit & { readonly kind: MarkKind };

/** Where a mark stands. */
export interface Setting {
  readonly clause: Clause;
  readonly index: number;
  readonly inClause: readonly Mark[];
  /** All marks of the report. */
  readonly marks: readonly Mark[];
  /** Where the text turns to what is really so: 但, 发现. */
  readonly turns: readonly Mark[];
  readonly report: ReadReport;
}
