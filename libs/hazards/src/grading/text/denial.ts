import { type Mark, type Scope, type Setting } from './scope.js';

/** 没有危化企业和加油站: nothing is said of the last one, so it is denied like the first. */
const BARE_LIST = /^[^、和或及与，。]{2,8}(?:[、和或及与][^、和或及与，。]{2,5})+(?:等[^，。]{0,6})?$/;

/** What nobody misses when it is not there. */
const TROUBLE =
  /^(?:堵|占用|占道|挤占|上锁|锁闭|反锁|落锁|封堵|杂物|堆|乱|私|违|故障|损坏|破损|破裂|松|缺|裂|开裂|倾斜|变形|锈|腐|老化|裸露|外露|脱落|掉|漏(?!电|保)|泄漏|异常|异响|异味|问题|隐患|危险|过期|变质|超|遗漏|积|遮挡|埋压|圈占|起火|冒|打火|滑坡|落石|倒塌|坍塌|沉降|鼓|污染|困人|误报|报警信号|失效|失灵|盲区|死角|事故)/;

const FILLER =
  /^(?:被|有|任何|出现|发生|再|乱|随意|私自|擅自|违规|违章|明显|人员?|学生|教师|老师|孩子|家长|长期|存在|的|人为|使用|存放){0,3}/;

/** 未采购、贮存、使用亚硝酸盐: several acts are denied of the one thing behind the last of them. */
const ACTS =
  /^(?:(?:采购|购买|购进|贮存|储存|存放|存储|使用|加工|制作|制售|销售|供应|携带|食用|堆放|停放|私拉|乱接|充装|收购|接收)(?:[、和或及与]|以及)?){2,}/;

/** 无堵塞、占用: the word right behind the denial and the further states of its list; all of it before …现象. */
export function denial(mark: Mark, { clause, report }: Setting): Scope[] {
  const rest = report.normal.text.slice(mark.end, clause.end);
  const base = { kind: mark.kind, start: mark.start, end: mark.end };
  const list = /^(.*?)(?:情况|现象|问题|隐患|行为)(?!下|严重|突出|较|很|普遍|比较)/.exec(rest);
  if (list && !/[但却仍]/.test(list[1] ?? '')) return [{ ...base, from: mark.end, to: mark.end + list[0].length }];

  if (ACTS.test(rest)) return [{ ...base, from: mark.end, to: clause.end }];

  // 无过期变质食品: two states may follow each other without a joint.
  const filler = FILLER.exec(rest)?.[0].length ?? 0;
  const isOfTrouble = TROUBLE.test(rest.slice(filler));
  const reach = mark.end + filler + 3;
  const scopes: Scope[] = [{ ...base, from: mark.end, to: Math.min(reach, clause.end), isOfTrouble }];
  const isWholeList = BARE_LIST.test(rest);
  for (const joint of rest.matchAll(/[、和或及与]/g)) {
    const at = mark.end + joint.index + 1;
    scopes.push({ ...base, from: at, to: at + 1, statesOnly: !isWholeList });
  }
  return scopes;
}
