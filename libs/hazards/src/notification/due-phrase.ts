import { hours } from '#kernel/durations.js';
import { addDays, type CivilDate, civilDateOf, daysBetween, wallTimeOf, yearOf } from '#kernel/civil-date.js';

/** '11月20日24:00前'; the year is named when it is not the present one. */
export function dueText(dueAt: Date, now: Date, zone: string): string {
  const { date, time } = dueDay(dueAt, zone);
  return `${dateText(date, now, zone)}${time}前`;
}

/** '3天后到期', '明天到期' or '今天到期'; undefined once the day has passed. */
export function daysLeftText(dueAt: Date, now: Date, zone: string): string | undefined {
  const left = daysLeft(dueAt, now, zone);
  if (left < 0) return undefined;
  if (left === 0) return '今天到期';
  return left === 1 ? '明天到期' : `${left}天后到期`;
}

/** Whole calendar days to the day on which it falls due; 0 on that day, negative after it. */
export function daysLeft(dueAt: Date, now: Date, zone: string): number {
  return daysBetween(civilDateOf(now, zone), dueDay(dueAt, zone).date);
}

/** '超期3天'; within the first day in hours, within the first hour '到期'. */
export function overdueText(dueAt: Date, daysOverdue: number, now: Date): string {
  if (daysOverdue >= 1) return `超期${daysOverdue}天`;
  const hoursLate = Math.floor((now.getTime() - dueAt.getTime()) / hours(1));
  return hoursLate >= 1 ? `超期${hoursLate}小时` : '到期';
}

/** '11月20日', with its year when it is not the present one. */
export function dateText(date: CivilDate, now: Date, zone: string): string {
  const [year, month, day] = date.split('-').map(Number);
  const short = `${month}月${day}日`;
  return year === yearOf(civilDateOf(now, zone)) ? short : `${year}年${short}`;
}

/** Midnight belongs to the day that it ends, because people say 24:00 of the day before. */
function dueDay(dueAt: Date, zone: string): { date: CivilDate; time: string } {
  const date = civilDateOf(dueAt, zone);
  const time = wallTimeOf(dueAt, zone);
  if (time === '00:00') return { date: addDays(date, -1), time: '24:00' };
  return { date, time: time === '23:59' ? '24:00' : time };
}
