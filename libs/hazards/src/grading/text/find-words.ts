import { type Element, type Label, type Pattern } from './matcher.js';
import { isTurned } from './is-turned.js';
import { type ReadReport } from './read-report.js';
import { type Scope } from './scope.js';
import { type WordHit } from './word-trie.js';

/** The words with which a text shows a pattern. */
export interface FoundWords {
  readonly words: readonly WordHit[];
  readonly clausesCrossed: number;
  /** True when the place or the category named a thing that the text leaves out. */
  readonly isSupplied: boolean;
}

export interface Search {
  readonly report: ReadReport;
  readonly scopes: readonly Scope[];
  readonly labels: readonly Label[];
}

/** A text that repeats itself a thousand times must not cost a thousand times a thousand tries. */
const MOST_TRIES = 1500;

const TIGHT = 5;

/** The first words in reading order that show every element of the pattern in a sense that counts; null if none do. */
export function findWords(pattern: Pattern, search: Search): FoundWords | null {
  const { report } = search;
  // States stand last and are rarer than things.
  for (let i = pattern.all.length - 1; i >= 0; i--) {
    const element = pattern.all[i];
    if (element && !mayBeShown(element, search)) return null;
  }
  if (!pattern.given.every((element) => isNamed(element, search))) return null;

  const wanted: (readonly WordHit[])[] = [];
  let isSupplied = false;
  for (const element of pattern.all) {
    const hits = hitsFor(element, search);
    if (hits.length > 0) wanted.push(hits);
    else if (element.isThing && isSuppliedBy(element, report)) isSupplied = true;
    else return null;
  }
  if (wanted.length === 0) return null;

  const words = choose(pattern, wanted, search);
  if (!words) return null;
  const clauses = words.map((word) => report.segments.clauseAt[word.start] ?? 0);
  return { words, clausesCrossed: Math.max(...clauses) - Math.min(...clauses), isSupplied };
}

/** Decides for nearly all patterns at the cost of a few look-ups. */
function mayBeShown(element: Element, { report, labels }: Search): boolean {
  for (const label of element.labels) {
    const hits = labels[label]?.isAside ? report.asides() : report.hitsOf;
    if (hits[label] !== undefined) return true;
  }
  if (element.quantity !== null) return report.quantities.some(element.quantity);
  return element.isThing && isSuppliedBy(element, report);
}

const isNamed = (element: Element, search: Search): boolean =>
  isSuppliedBy(element, search.report) ||
  element.labels.some((label) => search.report.named[label] === 1) ||
  hitsFor(element, search).length > 0;

const isSuppliedBy = (element: Element, report: ReadReport): boolean =>
  report.supplied.size > 0 && element.labels.some((label) => report.supplied.has(label));

function hitsFor(element: Element, { report, labels }: Search): readonly WordHit[] {
  if (element.quantity) {
    const { quantity } = element;
    return report.quantities.filter(quantity).map(({ start, end }) => ({ label: -1, start, end }));
  }
  const lists = element.labels.flatMap((label) => {
    const hits = (labels[label]?.isAside ? report.asides() : report.hitsOf)[label];
    return hits ? [hits] : [];
  });
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort((a, b) => a.start - b.start);
}

function choose(pattern: Pattern, wanted: readonly (readonly WordHit[])[], search: Search): WordHit[] | null {
  let tries = 0;
  const reach = (pattern.near + 8) * wanted.length;
  const chosen: WordHit[] = [];

  const next = (index: number): WordHit[] | null => {
    const hits = wanted[index];
    if (!hits) return isShown(pattern, chosen, search) ? [...chosen] : null;
    for (const hit of hits) {
      if (!fits(hit, chosen, reach, pattern, search.report)) continue;
      if (++tries > MOST_TRIES) return null;
      chosen.push(hit);
      const found = next(index + 1);
      if (found) return found;
      chosen.pop();
    }
    return null;
  };
  return next(0);
}

function fits(hit: WordHit, chosen: readonly WordHit[], reach: number, pattern: Pattern, report: ReadReport): boolean {
  const { sentenceAt, clauseAt } = report.segments;
  const last = chosen.at(-1);
  if (!last) return true;
  if (pattern.ordered && hit.start < last.end) return false;
  const unitAt = pattern.within === 'clause' ? clauseAt : sentenceAt;
  if (unitAt[hit.start] !== unitAt[last.start] || Math.abs(hit.start - last.start) > reach) return false;
  return chosen.every((word) => hit.start >= word.end || hit.end <= word.start);
}

function isShown(pattern: Pattern, chosen: readonly WordHit[], search: Search): boolean {
  const words = chosen.toSorted((a, b) => a.start - b.start);
  for (let i = 1; i < words.length; i++) {
    const [left, right] = [words[i - 1], words[i]];
    if (left && right && !areJoined(left, right, pattern, search)) return false;
  }
  return (
    !isExcluded(pattern, words, search) &&
    !isTurned(words, pattern.supposed, search.report, search.scopes, search.labels)
  );
}

/** Near enough, and no other thing between them that would take the state for itself. */
function areJoined(left: WordHit, right: WordHit, pattern: Pattern, { report, labels }: Search): boolean {
  if (right.start - left.end > pattern.near) return false;
  const { clauseAt } = report.segments;
  const sameClause = clauseAt[left.start] === clauseAt[right.start];
  const isTight = isOneGlyph(left, labels) || isOneGlyph(right, labels);
  if (isTight && (!sameClause || right.start - left.end > TIGHT)) return false;
  if (!sameClause && report.marks.some((mark) => isMark(mark, 'fine', labels) && isBetween(mark, left, right)))
    return false;
  if (pattern.loose) return true;
  return !report.things.some(
    (thing) =>
      thing.end - thing.start > 1 &&
      labels[thing.label]?.role !== 'subject' &&
      isBetween(thing, left, right) &&
      !pattern.all.some((element) => element.labels.includes(thing.label)) &&
      (!sameClause || (labels[thing.label]?.role === 'fixture' && !isListed(thing, report))),
  );
}

/** 无, 锁, 堆 say little by themselves, so they must stand close. A quantity is never one glyph. */
const isOneGlyph = (word: WordHit, labels: readonly Label[]): boolean =>
  word.end - word.start === 1 && labels[word.label]?.role === 'state';

const isMark = (hit: WordHit, mark: string, labels: readonly Label[]): boolean => labels[hit.label]?.mark === mark;
const isBetween = (word: WordHit, left: WordHit, right: WordHit): boolean =>
  word.start >= left.end && word.end <= right.start;

/** 疏散通道、应急灯被堵: a thing that a list joins to its neighbour shares the state. */
function isListed(thing: WordHit, { normal: { text } }: ReadReport): boolean {
  const joints = '、和及与或跟';
  return joints.includes(text.charAt(thing.start - 1)) || joints.includes(text.charAt(thing.end));
}

function isExcluded(pattern: Pattern, words: readonly WordHit[], search: Search): boolean {
  if (pattern.unless.length === 0) return false;
  const { report, labels } = search;
  const { clauseAt } = report.segments;
  // 演练时发现 tells when, and is no drill that excuses anything; the 垃圾 of 建筑垃圾 is what the match speaks of.
  const neutral = report.marks.filter((mark) => isMark(mark, 'neutral', labels));
  const isCircumstance = ({ start, end }: WordHit): boolean =>
    [...neutral, ...words].some(
      (other) => other.start <= start && other.end >= end && other.end - other.start > end - start,
    );
  const first = clauseAt[words[0]?.start ?? 0] ?? 0;
  const last = clauseAt[words.at(-1)?.start ?? 0] ?? 0;
  return pattern.unless.some((element) =>
    hitsFor(element, search).some((hit) => {
      const clause = clauseAt[hit.start] ?? 0;
      return clause >= first && clause <= last && !isDenied(hit, report) && !isCircumstance(hit);
    }),
  );
}

/** 未离岗, 未设置逃生口: what is denied excuses nothing. */
const isDenied = (hit: WordHit, { normal: { text } }: ReadReport): boolean =>
  /(?:未|没|没有|尚未|无|不)$/.test(text.slice(Math.max(0, hit.start - 2), hit.start));
