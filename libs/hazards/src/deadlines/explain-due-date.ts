import { type DayKind } from '#kernel/business-calendar.js';
import { civilDateOf, wallTimeOf, weekday } from '#kernel/civil-date.js';
import { type DueDate, type DueDay } from './due-date.js';

interface Phrases {
  weekdays: readonly string[];
  kinds: Readonly<Record<DayKind, string>>;
  start(at: string, zone: string): string;
  startNotCounted: string;
  rolls: string;
  doesNotRoll: string;
  day(date: string, weekday: string, kind: string, fate: string): string;
  nth(n: number, workday: boolean): string;
  minutes(n: number): string;
  notCounted: string;
  rolledAcross: string;
  rolledOnto: string;
  due(at: string): string;
  dueByEndOf(date: string): string;
  capped(hours: number): string;
  provisional: string;
  rule(basis: string, version: string): string;
}

const ZH: Phrases = {
  weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  kinds: { workday: '工作日', weekend: '周末', 'day-off': '放假', 'make-up-workday': '调休上班' },
  start: (at, zone) => `自 ${at}（${zone}）起算。`,
  startNotCounted: '起算当日不计入。',
  rolls: '届满日放假的，顺延至下一工作日。',
  doesNotRoll: '届满日放假的，不顺延。',
  day: (date, day, kind, fate) => `${date} ${day} ${kind}：${fate}`,
  nth: (n, workday) => (workday ? `第 ${n} 个工作日` : `第 ${n} 日`),
  minutes: (n) => `计 ${n} 分钟`,
  notCounted: '不计入',
  rolledAcross: '期限已满，继续顺延',
  rolledOnto: '期限顺延至本日',
  due: (at) => `应在 ${at} 前完成，届时未完成即为逾期。`,
  dueByEndOf: (date) => `应在 ${date} 24:00 前完成，届时未完成即为逾期。`,
  capped: (n) => `工作时间不足，按最迟 ${n} 小时计，由值班人员办理。`,
  provisional: '所涉年度的放假安排尚未公布，本期限为暂定，公布后将重新计算。',
  rule: (basis, version) => `依据：${basis}；期限规则版本 ${version}。`,
};

const EN: Phrases = {
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  kinds: { workday: 'workday', weekend: 'weekend', 'day-off': 'day off', 'make-up-workday': 'make-up workday' },
  start: (at, zone) => `Runs from ${at} (${zone}).`,
  startNotCounted: 'The first day is not counted.',
  rolls: 'An end on a day off moves on to the next workday.',
  doesNotRoll: 'An end on a day off stays there.',
  day: (date, day, kind, fate) => `${date} ${day} ${kind}: ${fate}`,
  nth: (n, workday) => (workday ? `workday ${n}` : `day ${n}`),
  minutes: (n) => `${n} minutes counted`,
  notCounted: 'not counted',
  rolledAcross: 'term over, the end moves on',
  rolledOnto: 'the end moves here',
  due: (at) => `To be done before ${at}; from then on it is overdue.`,
  dueByEndOf: (date) => `To be done before 24:00 on ${date}; from then on it is overdue.`,
  capped: (n) => `Too little office time: the limit of ${n} hours applies, for the officer on duty.`,
  provisional:
    'The holidays of a year concerned are not published yet: the date is provisional and will be counted again.',
  rule: (basis, version) => `Basis: ${basis}; deadline policy ${version}.`,
};

/** Says in both languages, line by line, how a due date came about: start, every day looked at, end, rule and version. */
export function explainDueDate(due: DueDate): { zh: string[]; en: string[] } {
  return { zh: linesIn(ZH, due, due.rule.basis.zh), en: linesIn(EN, due, due.rule.basis.en) };
}

function linesIn(phrases: Phrases, due: DueDate, basis: string): string[] {
  const inDays = due.rule.count === 'calendar-days' || due.rule.count === 'workdays';
  const lines = [phrases.start(momentOf(due.start, due.zone), due.zone)];
  if (inDays) lines.push(phrases.startNotCounted);
  if (due.rule.count === 'calendar-days') lines.push(due.rule.roll ? phrases.rolls : phrases.doesNotRoll);

  let n = 0;
  for (const day of due.days) {
    if (day.counted) n += 1;
    const fate = fateOf(day, n, due, phrases);
    lines.push(phrases.day(day.date, phrases.weekdays[weekday(day.date) - 1]!, phrases.kinds[day.kind], fate));
  }
  if (due.rule.count === 'working-hours' && isCapped(due)) lines.push(phrases.capped(due.rule.atMostHours));
  lines.push(inDays ? phrases.dueByEndOf(due.dueDate) : phrases.due(momentOf(due.dueAt, due.zone)));
  if (due.provisional) lines.push(phrases.provisional);
  lines.push(phrases.rule(basis, due.policyVersion));
  return lines;
}

function fateOf(day: DueDay, n: number, due: DueDate, phrases: Phrases): string {
  if (day.note === 'rolled') return day.date === due.dueDate ? phrases.rolledOnto : phrases.rolledAcross;
  if (!day.counted) return phrases.notCounted;
  return day.minutes === undefined ? phrases.nth(n, due.rule.count === 'workdays') : phrases.minutes(day.minutes);
}

function isCapped({ rule, days }: DueDate): boolean {
  const minutes = days.reduce((sum, day) => sum + (day.minutes ?? 0), 0);
  return rule.count === 'working-hours' && minutes < rule.hours * 60;
}

const momentOf = (at: Date, zone: string): string => `${civilDateOf(at, zone)} ${wallTimeOf(at, zone)}`;
