import { isThingLabel, type Label } from './matcher.js';
import { type MarkKind } from './lexicon.js';
import { type ReadReport } from './read-report.js';
import { type Scope } from './scope.js';
import { type WordHit } from './word-trie.js';

const DENYING: ReadonlySet<MarkKind> = new Set(['deny', 'absent', 'prohibit']);

/** 没有滑坡迹象: the 有 belongs to the denial and begins no word. From 从来没有老师 the word takes its own 没. */
const beginsInside = ({ start, end }: WordHit, scope: Scope, { normal: { text } }: ReadReport): boolean =>
  start > scope.start && start < scope.end && end >= scope.end && !'没未无不'.includes(text.charAt(start));

/** Whether what the words say is denied, forbidden, taught, planned or mended, and so no hazard. */
export function isTurned(
  words: readonly WordHit[],
  supposed: boolean,
  report: ReadReport,
  scopes: readonly Scope[],
  labels: readonly Label[],
): boolean {
  return scopes.some((scope) => {
    if (supposed && scope.kind === 'suppose') return false;
    if (DENYING.has(scope.kind) && words.some((word) => beginsInside(word, scope, report))) return true;
    // 未安装 contains the mark 未 and means it; 未 inside the mark 未发现 is no word of its own.
    const own = words.find((word) => word.start <= scope.start && word.end >= scope.end);
    if (own) return scope.isOfTrouble === true && own.end === scope.end;
    if (words.some((word) => word.start >= scope.start && word.end <= scope.end))
      return scope.kind !== 'deny' || scope.isOfTrouble === true;
    if (scope.only && !words.some((word) => scope.only?.has(word.label))) return false;
    const inside = words.filter(
      (word) =>
        word.start >= scope.from &&
        word.start < scope.to &&
        (!scope.statesOnly || labels[word.label]?.role === 'state'),
    );
    return inside.length > 0 && !isOvertaken(inside, words, scope, report, labels);
  });
}

/** 讲了消火栓怎么用，可是一开没水: only the thing was taught, and what is wrong with it comes behind the turn. */
function isOvertaken(
  inside: readonly WordHit[],
  words: readonly WordHit[],
  scope: Scope,
  { marks }: ReadReport,
  labels: readonly Label[],
): boolean {
  if (!inside.every((word) => isThingLabel(labels[word.label]))) return false;
  const states = words.filter((word) => !isThingLabel(labels[word.label]));
  // 抽查三楼消火栓，一开没水: what was looked at comes first, what was seen behind it.
  if (scope.kind === 'inspect') return states.length > 0 && states.every(({ start }) => start >= scope.to);
  return (
    states.length > 0 &&
    states.every(({ start }) =>
      marks.some((mark) => mark.start >= scope.to && mark.start <= start && labels[mark.label]?.mark === 'contrast'),
    )
  );
}
