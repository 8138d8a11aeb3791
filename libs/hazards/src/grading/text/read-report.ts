import { type Category } from '../category.js';
import { isThingLabel, type Label, type Matcher } from './matcher.js';
import { type MarkKind } from './lexicon.js';
import { normaliseText, type NormalText } from './normalise-text.js';
import { quantitiesOf, type Quantity } from './quantities.js';
import { type Segments, segmentsOf } from './segments.js';
import { type WordHit } from './word-trie.js';

/** Where the hazard is, in the reporter's words. */
export interface ReportPlace {
  readonly site?: string;
  readonly building?: string;
  readonly spot?: string;
}

/** Hits in reading order, at the number of their label. */
export type HitsByLabel = readonly (readonly WordHit[] | undefined)[];

/** Everything that was recognised in one report, before any rule is asked. */
export interface ReadReport {
  readonly normal: NormalText;
  readonly segments: Segments;
  readonly hitsOf: HitsByLabel;
  /** Hits of circumstances; read from the text when first asked for. */
  readonly asides: () => HitsByLabel;
  /** Things that stand in the text, in order. */
  readonly things: readonly WordHit[];
  readonly marks: readonly WordHit[];
  readonly quantities: readonly Quantity[];
  /** Labels of all words, also of things inside the name of a longer thing: 校车司机 speaks of a 校车, too. */
  readonly named: Uint8Array;
  /** Labels that the place or the category names. */
  readonly supplied: ReadonlySet<number>;
}

export function readReport(
  text: string,
  place: ReportPlace | null,
  category: Category | null,
  matcher: Matcher,
): ReadReport {
  const normal = normaliseText(text, matcher.spelling);
  const found = scan(normal.text, matcher);
  const hits = hitsIn(normal.text, found, matcher);
  const roleOf = (hit: WordHit) => matcher.labels[hit.label]?.role;
  return {
    normal,
    segments: segmentsOf(normal.text),
    hitsOf: byLabel(hits, matcher.labels.length),
    asides: once(() => asidesIn(normal.text, found, matcher)),
    things: hits.filter((hit) => isThingLabel(matcher.labels[hit.label])),
    marks: leftmostLongest(hits.filter((hit) => roleOf(hit) === 'mark')),
    named: flagsOf(found, matcher.labels.length),
    quantities: quantitiesOf(normal.text),
    supplied: suppliedBy(place, category, matcher),
  };
}

/** All words in reading order, the longest first. */
function scan(text: string, { tries }: Matcher): WordHit[] {
  const [first, ...more] = tries.map((trie) => trie.scan(text));
  if (more.every((hits) => hits.length === 0)) return first ?? [];
  return [first ?? [], ...more].flat().sort((a, b) => a.start - b.start || b.end - a.end);
}

function hitsIn(text: string, found: readonly WordHit[], matcher: Matcher): WordHit[] {
  const hits = withoutHidden(found, matcher.labels);
  const pairs = pairsIn(text, hits, matcher);
  return pairs.length === 0 ? hits : [...hits, ...pairs].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Glyphs of 2024年12月15日. */
const LONGEST_DATE = 11;

const TURNING: ReadonlySet<MarkKind | undefined> = new Set<MarkKind>(['absent', 'prohibit', 'suppose']);

/** Two-part phrases whose parts stand near enough in one clause. */
function pairsIn(text: string, hits: readonly WordHit[], { pairings, labels }: Matcher): WordHit[] {
  const found: WordHit[] = [];
  if (!hits.some((hit) => pairings.has(hit.label))) return found;
  const hitsOf = byLabel(hits, labels.length);
  const marks = hits.filter((hit) => TURNING.has(labels[hit.label]?.mark));
  // The 不 of 不存在 and of 不过 begins no phrase.
  const wider = [...marks, ...hits.filter((hit) => labels[hit.label]?.mark === 'contrast')];
  const isInMark = ({ start, end }: WordHit): boolean =>
    wider.some((mark) => mark.start <= start && mark.end >= end && mark.end - mark.start > end - start);
  for (const head of hits) {
    if (!pairings.has(head.label) || isInMark(head)) continue;
    for (const { label, tail, gap } of pairings.get(head.label) ?? []) {
      const match = firstFrom(hitsOf[tail] ?? [], head.end);
      if (!match || match.start - head.end > gap + LONGEST_DATE) continue;
      const between = text.slice(head.end, match.start);
      if (lengthOf(between) > gap || /[，。]/.test(between)) continue;
      // 电线是否私拉: a turn of sense between the parts is no part of the phrase.
      const mark = firstFrom(marks, head.end);
      if (mark && mark.end <= match.start) continue;
      if (/(?:没有?|无|未)$/.test(between)) continue;
      found.push({ label, start: head.start, end: match.end });
    }
  }
  return found;
}

/** 已于2024年12月5日拆除: a date tells when and holds nothing apart. */
const lengthOf = (between: string): number =>
  /\d/.test(between) ? between.replace(/\d+[年月日号.\-/]?/g, '').length : between.length;

/** The first of hits in reading order that starts at `from` or later. */
function firstFrom(hits: readonly WordHit[], from: number): WordHit | undefined {
  let [low, high] = [0, hits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return hits[low];
}

function byLabel(hits: readonly WordHit[], labels: number): HitsByLabel {
  const grouped = new Array<WordHit[] | undefined>(labels);
  for (const hit of hits) {
    const known = grouped[hit.label];
    if (known) known.push(hit);
    else grouped[hit.label] = [hit];
  }
  return grouped;
}

function flagsOf(hits: readonly WordHit[], labels: number): Uint8Array {
  const flags = new Uint8Array(labels);
  for (const hit of hits) flags[hit.label] = 1;
  return flags;
}

function asidesIn(text: string, found: readonly WordHit[], { asides, labels }: Matcher): HitsByLabel {
  const hidden = found.filter((hit) => labels[hit.label]?.role === 'hidden').slice(0, 50);
  const isHidden = ({ start, end }: WordHit): boolean =>
    hidden.some((word) => word.start <= start && word.end >= end && word.end - word.start > end - start);
  return byLabel(
    asides.scan(text).filter((hit) => !isHidden(hit)),
    labels.length,
  );
}

function once<T>(read: () => T): () => T {
  let known: { value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}

/** Drops what lies inside a hidden word, and a thing inside the name of a longer thing. */
function withoutHidden(hits: readonly WordHit[], labels: readonly Label[]): WordHit[] {
  const kept: WordHit[] = [];
  let hiddenUntil = 0;
  let thing: WordHit | null = null;
  for (const hit of hits) {
    const role = labels[hit.label]?.role;
    if (hit.end <= hiddenUntil && role !== 'mark') continue;
    if (role === 'hidden') {
      hiddenUntil = Math.max(hiddenUntil, hit.end);
      continue;
    }
    if (isThingLabel(labels[hit.label])) {
      const inside = thing !== null && hit.end <= thing.end && hit.end - hit.start < thing.end - thing.start;
      if (inside) continue;
      if (thing === null || hit.end > thing.end) thing = hit;
    }
    kept.push(hit);
  }
  return kept;
}

/** Marks do not overlap: of 未及时清理 the 未 is no denial of its own. */
function leftmostLongest(marks: readonly WordHit[]): WordHit[] {
  const kept: WordHit[] = [];
  let until = 0;
  for (const mark of marks.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (mark.start < until) continue;
    kept.push(mark);
    until = mark.end;
  }
  return kept;
}

function suppliedBy(place: ReportPlace | null, category: Category | null, matcher: Matcher): Set<number> {
  const supplied = new Set(category ? matcher.given.get(category) : []);
  const words = [place?.site, place?.building, place?.spot].filter((part) => part !== undefined).join('，');
  if (words === '') return supplied;
  const { text } = normaliseText(words, matcher.spelling);
  for (const hit of hitsIn(text, scan(text, matcher), matcher)) supplied.add(hit.label);
  return supplied;
}
