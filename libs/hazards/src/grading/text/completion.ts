import { type ReadReport } from './read-report.js';
import { type Mark, type Scope, type Setting } from './scope.js';
import { type Clause } from './segments.js';
import { type WordHit } from './word-trie.js';

/** 门锁着，学生出不去的问题已整改: the whole sentence is the problem. */
const ALL_OF_IT = /(?:问题|隐患|现象|情况|行为|以上|上述|这些|复查|复核|回头看)[^，。]{0,6}$/;
/** 有人说…，都在保质期内: the verdict answers what was said, whatever thing it names. */
const VERDICT = /(?:好好的|期内|属实|不符|查无|实据)$/;
const CLAIM = /^[^，。]{0,8}(?:说|称|反映|举报|投诉|听|传)/;
/** 反映的…一事，…: what is mended behind it is what was reported. */
const REPORTED = /^[^，。]{0,12}(?:反映|举报|投诉|(?:指出|通报|提出)的)[^。]*?(?:问题|一事|之事|情况|隐患|事项|现象)，/;
/** 老师请假一天，园里另派保育员: whoever stands in, the place is filled. */
const SUBSTITUTE = /^(?:另派|改派)/;
/** What was in order last year is no verdict about today. */
const FORMER = /(?:去年|前年|上次|上回|上一次|以前|原来|原先|当初)[^，。]{0,8}$/;
const PASSED = /(?:合格|通过|达标|好好的)$/;
/** 已换上新盖并加装防坠网: what was done on top of the mending is not what was wrong. */
const FURTHER = /并(?:加装|增设|增加|新增|加设|补充|安装|配备|设置|张贴|悬挂)/;
const NOT_BEFORE =
  /(?:未|没|没有|尚未|仍未|还没|还没有|迟迟不|不|无|缺乏|缺少|无法|不能|(?:未|没有?)(?:经过?|通过|能|做|办理?)[^，。]{0,6}|(?:没有?|无)一[个扇处道]|(?:都|就)?快要?|就要|即将|[写填标记称](?:着|的|了|是)?|(?:其余|其他|其它|别的|剩下|大部分|多数)[^，。]{0,8})$/;

/** 已拆除, 整改完毕: its clause, and the earlier clauses of the sentence that it speaks of. */
export function completion(mark: Mark, setting: Setting): Scope[] {
  const { clause, report } = setting;
  const { text } = report.normal;
  const topic = ALL_OF_IT.exec(text.slice(clause.start, mark.start));
  // …还在用的问题已整改: what went on is over. What goes on behind the topic still does.
  if (isCancelled(mark, topic ? clause.start + topic.index : clause.start, setting)) return [];

  const base = { kind: mark.kind, start: mark.start, end: mark.end };
  const named = namedIn(mark, setting);
  const first = report.segments.clauses.find((other) => other.sentence === clause.sentence)?.start ?? clause.start;
  const scopes: Scope[] = [{ ...base, from: clause.start, to: clause.end }];
  if (first < clause.start) {
    const speaksOfAll = named.size === 0 || topic !== null || isAnswer(mark, text.slice(first, clause.start), setting);
    scopes.push({ ...base, from: first, to: clause.start, only: speaksOfAll ? undefined : named });
  }
  const standsAlone = first === clause.start && named.size === 0 && clause.end - clause.start <= 14;
  if (standsAlone) scopes.push({ ...base, from: sentenceBefore(clause, report), to: clause.start });
  return scopes;
}

function isCancelled(mark: Mark, since: number, { clause, inClause, report }: Setting): boolean {
  const before = report.normal.text.slice(clause.start, mark.start);
  return (
    NOT_BEFORE.test(before) ||
    (FORMER.test(before) && PASSED.test(report.normal.text.slice(mark.start, mark.end))) ||
    inClause.some(
      (other) =>
        other.start >= since && (other.kind === 'ongoing' || (other.kind === 'order' && other.start < mark.start)),
    )
  );
}

/** What the clause names as mended. 已调离食堂: where somebody was moved from is not what was mended. */
function namedIn(mark: Mark, { clause, report }: Setting): ReadonlySet<number> {
  const further = FURTHER.exec(report.normal.text.slice(mark.end, clause.end));
  const end = further ? mark.end + further.index : clause.end;
  const isInMark = (thing: WordHit): boolean => thing.start >= mark.start && thing.end <= mark.end;
  const isNamed = (thing: WordHit): boolean => thing.start >= clause.start && thing.end <= end && !isInMark(thing);
  return new Set(report.things.filter(isNamed).map((thing) => thing.label));
}

function isAnswer(mark: Mark, told: string, { clause, marks, report }: Setting): boolean {
  const words = report.normal.text.slice(mark.start, mark.end);
  const isClaimed = REPORTED.test(told) || SUBSTITUTE.test(words) || (VERDICT.test(words) && CLAIM.test(told));
  return isClaimed && !isContradicted(clause, marks, report);
}

/** …问题，学校说已打开，我去看还是锁着: what goes on behind the answer takes it back. */
function isContradicted(clause: Clause, marks: readonly Mark[], { segments }: ReadReport): boolean {
  return marks.some(
    ({ kind, start }) =>
      (kind === 'contrast' || kind === 'ongoing') &&
      start >= clause.end &&
      segments.sentenceAt[start] === clause.sentence,
  );
}

function sentenceBefore(clause: Clause, report: ReadReport): number {
  const earlier = report.segments.clauses.filter(
    (other) => other.sentence < clause.sentence && other.end > other.start,
  );
  const last = earlier.at(-1);
  return earlier.find((other) => other.sentence === last?.sentence)?.start ?? clause.start;
}
