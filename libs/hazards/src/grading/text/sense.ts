import { type Label } from './matcher.js';
import { completion } from './completion.js';
import { denial } from './denial.js';
import { type ReadReport } from './read-report.js';
import { type Mark, type Scope, type Setting } from './scope.js';

const LIST_TAIL = /(?:情况|情形|现象|问题|隐患|行为|案例|等)(?:的?(?:发生|存在|出现))?$/;
const LISTING = /(?:内容|重点|项目|范围|事项|要点|清单|如下|包括|问题|隐患|方面|情况|要求|是否|有无)/;
const TOPIC = /^.{0,8}(?:对|就|围绕|针对|查看|检查)/;
/** 禁止停放的牌子下面: what stands behind the notice is so. */
const SIGN = /(?:牌子?|标识|标志|标语|字样|告示|通知|规定)(?:下面?|旁边?|前面?|后面?|边上|底下|形同|还|却)/;
/** What is asked for, played or painted is told in the whole sentence. */
const QUIZ = /^(?:对吗|对不对|怎么办|该怎么|算不算|属不属于)/;
/** 墙砸下来怎么办: who asks is afraid, and what he saw stands in the clauses before. */
const WORRY = /^怎么办/;
/** “仍在使用”: a turn inside quotation marks belongs to what is quoted. */
const QUOTED = /[“"「『][^“”"「」『』]{2,60}[”"」』]/g;
/** 讲了发现通道被堵时如何处置: what is found stands inside the question. */
const HOW = /^(?:怎么办|该怎么|如何|时)/;
const STORY =
  /^(?:下列|以下[哪说做行]|[试考]题|练习题|小测|情景剧|小品|话剧|短剧|演的是|画的是|片[中子]|影片|举.{0,3}例|梦[见到]|演练[内脚科剧场设情])/;
/** 未经审批不得动火: the condition stands before the ban. */
const CONDITION = /^(?:凡|未|没有?|无|不)/;
/** Who or what may stand between 如 and 发现 before anything is said to be found. */
const THOUGHT =
  /^(?:再次?|在?(?:宿舍|教室|校园|校内|校外|身边|周围|检查中)里?|有?(?:人|学生|老师|家长|同学)|您|[你我咱]们?|大家)?$/;
/** 未开展, 没有及时组织 before a training or a check: what did not happen covers nothing. */
const UNDONE =
  /(?:未|没|没有|无|不|缺|缺少|缺乏)(?:足|符合|达到?|满足|能|曾|有|再|经|任何|及时|按时|按期|按要求|按规定|定期|认真|真正|全面|逐一|对(?:其|此)|开展|组织|进行|落实|安排|参加|接受|做|搞|过|好|到位){0,3}$/;

/** All scopes of a report. Cheap when it has no marks, which is the common case. */
export function scopesOf(report: ReadReport, labels: readonly Label[]): Scope[] {
  if (report.marks.length === 0) return [];
  const { clauses, clauseAt } = report.segments;
  const marks = report.marks.flatMap((hit): Mark[] => {
    const kind = labels[hit.label]?.mark;
    return kind && kind !== 'neutral' ? [{ ...hit, kind }] : [];
  });
  const quotes = [...report.normal.text.matchAll(QUOTED)];
  const isQuoted = ({ start }: Mark): boolean =>
    quotes.some((quote) => start > quote.index && start < quote.index + quote[0].length);
  const turns = marks.filter(
    (mark) => (mark.kind === 'find' || mark.kind === 'exist' || mark.kind === 'contrast') && !isQuoted(mark),
  );
  const byClause = clauses.map((): Mark[] => []);
  for (const mark of marks) byClause[clauseAt[mark.start] ?? 0]?.push(mark);
  return clauses.flatMap((clause, index) => {
    const inClause = byClause[index] ?? [];
    return inClause.flatMap((mark) => scopeOf(mark, { clause, index, inClause, turns, marks, report }));
  });
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

function isTurned(mark: Mark, { clause, report }: Setting): boolean {
  if (mark.kind === 'absent' || mark.kind === 'prohibit' || mark.kind === 'suppose') return false;
  return UNDONE.test(report.normal.text.slice(clause.start, mark.start));
}

/** From the mark to the next turn (但, 发现) or the clause's end, and on through a list that ends in 等情况. */
function forward(mark: Mark, setting: Setting): Scope {
  const { clause, index, turns } = setting;
  const turn = turns.find((other) => other.start < clause.end && turnsFrom(mark, other, setting));
  const sign = SIGN.exec(setting.report.normal.text.slice(mark.end, clause.end));
  const to = turn?.start ?? (sign ? mark.end + sign.index : (headingEnd(mark, setting) ?? listEnd(index, setting)));
  const before = setting.report.normal.text.slice(clause.start, mark.start);
  const from = mark.kind === 'prohibit' && CONDITION.test(before) ? clause.start : mark.end;
  return { kind: mark.kind, start: mark.start, end: mark.end, from, to };
}

/** 检查化学实验室：…: what was looked at stands before the colon, what was seen behind it. 检查内容：… is a list of what to look at. */
function headingEnd(mark: Mark, { clause, report }: Setting): number | undefined {
  if (mark.kind !== 'inspect') return undefined;
  const heading = /^([^：，]{2,18})：/.exec(report.normal.text.slice(mark.end, clause.end));
  return heading && !LISTING.test(heading[1] ?? '') ? mark.end + heading[0].length : undefined;
}

/** 防止出现, 一旦发现: what is merely thought of is not found. */
function turnsFrom(mark: Mark, other: Mark, { report }: Setting): boolean {
  if (other.start < mark.end) return false;
  if (mark.kind === 'inspect' || other.kind === 'contrast') return true;
  const between = report.normal.text.slice(mark.end, other.start);
  return other.kind === 'find' && !THOUGHT.test(between);
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
  const isHow = HOW.test(setting.report.normal.text.slice(mark.start, mark.end));
  if (!isHow && inClause.some((turn) => turn.start < mark.start && !isHearsay(turn, mark, setting))) return [];
  const to = (isHow ? undefined : inClause[0]?.start) ?? toldUntil(mark, setting);
  return [{ kind: mark.kind, start: mark.start, end: mark.end, from: topicStart(mark, setting), to }];
}

/** 看到群里发的外省新闻: what was seen is the story, not the fault. */
const isHearsay = (turn: Mark, mark: Mark, { report }: Setting): boolean =>
  turn.kind === 'exist' &&
  mark.start - turn.end <= 8 &&
  /^(?:外|视频|新闻|小说|电影|电视|网)/.test(report.normal.text.slice(mark.start, mark.end));

/** A quiz goes on to the end of the text, a story to the end of its sentence; 开会传达 alone speaks of the next clause. */
function toldUntil(mark: Mark, { clause, index, turns, report }: Setting): number {
  const { normal, segments } = report;
  const told = normal.text.slice(mark.start, mark.end);
  if (/^(?:下列|以下|[试考]题)/.test(told)) return normal.text.length;
  const isStory = STORY.test(told);
  if (!isStory && (mark.end < clause.end || clause.end - clause.start > 6)) return clause.end;
  const ahead = segments.clauses.slice(index + 1).filter(({ sentence }) => sentence === clause.sentence);
  const end = (isStory ? ahead.at(-1) : ahead[0])?.end ?? clause.end;
  return turns.find((turn) => turn.start >= clause.end && turn.start < end)?.start ?? end;
}

/** 重点对…，…，…等情况进行了检查: the topic may begin clauses earlier. */
function topicStart(mark: Mark, { clause, index, turns, report }: Setting): number {
  const { text } = report.normal;
  const told = text.slice(mark.start, mark.end);
  if ((QUIZ.test(told) && !WORRY.test(told)) || STORY.test(told))
    return report.segments.clauses.find(({ sentence }) => sentence === clause.sentence)?.start ?? 0;
  if (!/^(?:进行|开展|展开)/.test(told)) return clause.start;
  for (let behind = index; behind >= Math.max(0, index - 8); behind--) {
    const earlier = report.segments.clauses[behind];
    if (!earlier || earlier.sentence !== clause.sentence) break;
    if (turns.some((turn) => turn.start >= earlier.start && turn.start < mark.start)) break;
    if (TOPIC.test(text.slice(earlier.start, earlier.start + 14))) return earlier.start;
  }
  return clause.start;
}
