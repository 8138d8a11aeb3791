import { type Label } from './compile-matcher.js';
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
  /** Only matches with one of these things; used when a mended thing is named again. */
  readonly only?: ReadonlySet<number>;
}

type Mark = WordHit & { readonly kind: MarkKind };

const LIST_TAIL = /(?:情况|现象|问题|隐患|行为|等)(?:的?(?:发生|存在|出现))?$/;
const TOPIC = /^.{0,8}(?:对|就|围绕|针对|查看|检查)/;
/** 禁止停放的牌子下面: what stands behind the notice is so. */
const SIGN = /(?:牌子?|标识|标志|标语|字样|告示|通知|规定)(?:下面?|旁边?|前面?|后面?|边上|底下|形同|还|却)/;
const FILLER =
  /^(?:被|有|任何|出现|发生|再|乱|随意|私自|擅自|违规|违章|明显|人员?|学生|教师|老师|孩子|家长|长期|存在|的|人为|使用|存放){0,3}/;
const NOT_BEFORE = /(?:未|没|没有|尚未|仍未|还没|还没有|迟迟不|不|无|缺乏|缺少|无法|不能)$/;

/** All scopes of a report. Cheap when it has no marks, which is the common case. */
export function scopesOf(report: ReadReport, labels: readonly Label[]): Scope[] {
  if (report.marks.length === 0) return [];
  const { clauses, clauseAt } = report.segments;
  const marks = report.marks.flatMap((hit): Mark[] => {
    const kind = labels[hit.label]?.mark;
    return kind && kind !== 'neutral' ? [{ ...hit, kind }] : [];
  });
  const turns = marks.filter((mark) => mark.kind === 'find' || mark.kind === 'contrast');
  const byClause = clauses.map((): Mark[] => []);
  for (const mark of marks) byClause[clauseAt[mark.start] ?? 0]?.push(mark);
  return clauses.flatMap((clause, index) => {
    const inClause = byClause[index] ?? [];
    return inClause.flatMap((mark) => scopeOf(mark, { clause, index, inClause, turns, report }));
  });
}

interface Setting {
  readonly clause: Clause;
  readonly index: number;
  readonly inClause: readonly Mark[];
  /** Where the text turns to what is really so: 但, 发现. */
  readonly turns: readonly Mark[];
  readonly report: ReadReport;
}

function scopeOf(mark: Mark, setting: Setting): Scope[] {
  switch (mark.kind) {
    case 'deny':
      return denial(mark, setting);
    case 'absent':
    case 'prohibit':
    case 'inspect':
    case 'plan':
    case 'suppose':
      return isTurned(mark, setting) ? [] : [forward(mark, setting)];
    case 'teach':
      return isTurned(mark, setting) ? [] : wholeClause(mark, setting);
    case 'done':
      return completion(mark, setting);
    default:
      return [];
  }
}

/** 未排查, 无演练: what did not happen covers nothing. */
function isTurned(mark: Mark, { clause, report }: Setting): boolean {
  if (mark.kind === 'absent' || mark.kind === 'prohibit' || mark.kind === 'suppose') return false;
  return /(?:未|没|没有|无|不|缺|缺少)[^，。、]{0,3}$/.test(report.normal.text.slice(clause.start, mark.start));
}

/** From the mark to the next turn (但, 发现) or the clause's end, and on through a list that ends in 等情况. */
function forward(mark: Mark, setting: Setting): Scope {
  const { clause, index, turns } = setting;
  const turn = turns.find((other) => other.start >= mark.end && other.start < clause.end);
  const sign = SIGN.exec(setting.report.normal.text.slice(mark.end, clause.end));
  const to = turn?.start ?? (sign ? mark.end + sign.index : listEnd(index, setting));
  return { kind: mark.kind, start: mark.start, end: mark.end, from: mark.end, to };
}

function listEnd(index: number, { clause, report, turns }: Setting): number {
  const { clauses } = report.segments;
  for (let ahead = index + 1; ahead <= index + 8; ahead++) {
    const next = clauses[ahead];
    if (!next || next.sentence !== clause.sentence) break;
    if (turns.some((turn) => turn.start >= clause.end && turn.start < next.end)) break;
    if (LIST_TAIL.test(report.normal.text.slice(next.start, next.end))) return next.end;
  }
  return clause.end;
}

function wholeClause(mark: Mark, setting: Setting): Scope[] {
  const { clause, turns } = setting;
  const inClause = turns.filter((turn) => turn.start >= clause.start && turn.start < clause.end);
  if (inClause.some((turn) => turn.start < mark.start)) return [];
  const to = inClause[0]?.start ?? clause.end;
  return [{ kind: mark.kind, start: mark.start, end: mark.end, from: topicStart(mark, setting), to }];
}

/** 重点对…，…，…等情况进行了检查: the topic may begin clauses earlier. */
function topicStart(mark: Mark, { clause, index, turns, report }: Setting): number {
  const { text } = report.normal;
  if (!/^(?:进行|开展|展开)/.test(text.slice(mark.start, mark.end))) return clause.start;
  for (let behind = index; behind >= Math.max(0, index - 8); behind--) {
    const earlier = report.segments.clauses[behind];
    if (!earlier || earlier.sentence !== clause.sentence) break;
    if (turns.some((turn) => turn.start >= earlier.start && turn.start < mark.start)) break;
    if (TOPIC.test(text.slice(earlier.start, earlier.start + 14))) return earlier.start;
  }
  return clause.start;
}

/** 无堵塞、占用: the word right behind the denial and the further states of its list; all of it before …现象. */
function denial(mark: Mark, { clause, report }: Setting): Scope[] {
  const rest = report.normal.text.slice(mark.end, clause.end);
  const base = { kind: mark.kind, start: mark.start, end: mark.end };
  const list = /^(.*?)(?:情况|现象|问题|隐患|行为)(?!下|严重|突出|较|很|普遍|比较)/.exec(rest);
  if (list && !/[但却仍]/.test(list[1] ?? '')) return [{ ...base, from: mark.end, to: mark.end + list[0].length }];

  // 无过期变质食品: two states may follow each other without a joint.
  const reach = mark.end + (FILLER.exec(rest)?.[0].length ?? 0);
  const scopes: Scope[] = [{ ...base, from: mark.end, to: Math.min(reach + 3, clause.end) }];
  for (const joint of rest.matchAll(/[、和或及与]/g)) {
    const at = mark.end + joint.index + 1;
    scopes.push({ ...base, from: at, to: at + 1, statesOnly: true });
  }
  return scopes;
}

/** 已拆除, 整改完毕: its clause, and the earlier clauses of the sentence that it speaks of. */
function completion(mark: Mark, { clause, inClause, report }: Setting): Scope[] {
  const before = report.normal.text.slice(clause.start, mark.start);
  const cancelled =
    NOT_BEFORE.test(before) ||
    inClause.some((other) => other.kind === 'ongoing' || (other.kind === 'order' && other.start < mark.start));
  if (cancelled) return [];

  const base = { kind: mark.kind, start: mark.start, end: mark.end };
  const named = new Set(
    report.things.filter((thing) => thing.start >= clause.start && thing.end <= clause.end).map((thing) => thing.label),
  );
  const first = report.segments.clauses.find((other) => other.sentence === clause.sentence)?.start ?? clause.start;
  const scopes: Scope[] = [{ ...base, from: clause.start, to: clause.end }];
  if (first < clause.start)
    scopes.push({ ...base, from: first, to: clause.start, only: named.size > 0 ? named : undefined });
  const standsAlone = first === clause.start && named.size === 0 && clause.end - clause.start <= 14;
  if (standsAlone) scopes.push({ ...base, from: sentenceBefore(clause, report), to: clause.start });
  return scopes;
}

function sentenceBefore(clause: Clause, report: ReadReport): number {
  const earlier = report.segments.clauses.filter(
    (other) => other.sentence < clause.sentence && other.end > other.start,
  );
  const last = earlier.at(-1);
  return earlier.find((other) => other.sentence === last?.sentence)?.start ?? clause.start;
}
