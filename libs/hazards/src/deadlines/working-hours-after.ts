import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { addDays, atTime, civilDateOf, startOfDay } from '#kernel/civil-date.js';
import { hours } from '#kernel/durations.js';
import { type WorkingPeriod } from './deadline-policy.js';
import { type DueDay } from './due-date.js';

export interface WorkingTime {
  start: Date;
  /** Office hours to pass; fractions are allowed. */
  hours: number;
  zone: string;
  periods: readonly WorkingPeriod[];
  /** The answer is never later than this. */
  notAfter?: Date;
}

/**
 * The instant at which so many office hours have passed. Time counts inside the periods of workdays only, so hours that
 * run out exactly at noon end at noon, and hours that begin at noon begin with the afternoon.
 */
export function workingHoursAfter(
  time: WorkingTime,
  calendar: BusinessCalendar,
): { at: Date; provisional: boolean; days: DueDay[] } {
  if (time.periods.length === 0) throw new RangeError('no working periods');
  const end = time.notAfter?.getTime() ?? Infinity;
  const days: DueDay[] = [];
  let left = hours(time.hours);
  let provisional = false;

  for (let date = civilDateOf(time.start, time.zone); ; date = addDays(date, 1)) {
    if (days.length > 0 && startOfDay(date, time.zone).getTime() >= end) {
      return { at: new Date(end), provisional, days };
    }
    const { kind, workday, provisional: unsure } = calendar.dayKind(date);
    const passed = workday ? passOn(date, time, left, end) : { milliseconds: 0 };
    provisional ||= unsure;
    left -= passed.milliseconds;
    days.push({ date, kind, counted: passed.milliseconds > 0, minutes: passed.milliseconds / 60_000 });
    if (left <= 0) return { at: new Date(passed.until ?? time.start.getTime()), provisional, days };
  }
}

/** How much of the wanted time passes on one workday, and when the last of it passed. */
function passOn(
  date: string,
  { start, zone, periods }: WorkingTime,
  wanted: number,
  end: number,
): { milliseconds: number; until?: number } {
  let milliseconds = 0;
  let until: number | undefined;
  for (const period of periods) {
    const from = Math.max(atTime(date, period.from, zone).getTime(), start.getTime());
    const to = Math.min(atTime(date, period.to, zone).getTime(), end, from + wanted - milliseconds);
    if (to <= from) continue;
    milliseconds += to - from;
    until = to;
  }
  return { milliseconds, until };
}
