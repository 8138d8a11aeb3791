import { days } from './durations.js';
import { instantOfWallTime, offsetAt } from './zone-offset.js';

/** A date of the Gregorian calendar without a time or zone, as 'YYYY-MM-DD'. Compares correctly as text. */
export type CivilDate = string;

/** The calendar has no year 0, and no database keeps one. */
const DATE = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** True for a date that exists: '2026-02-29' does not. */
export function isCivilDate(text: unknown): text is CivilDate {
  return typeof text === 'string' && midnightOf(text) !== undefined;
}

/** The date that the wall clock of an IANA zone shows at an instant. */
export function civilDateOf(instant: Date, zone: string): CivilDate {
  return writtenUtc(wallOf(instant, zone));
}

/** The hour and minute, 'HH:mm', that the wall clock of an IANA zone shows at an instant. */
export function wallTimeOf(instant: Date, zone: string): string {
  return new Date(wallOf(instant, zone)).toISOString().slice(-13, -8);
}

/** The first instant of a date in a zone; later than 00:00 where summer time begins at midnight. */
export function startOfDay(date: CivilDate, zone: string): Date {
  return new Date(instantOfWallTime(utcMidnight(date), zone));
}

/** 24:00 of a date: the first instant of the next one, which is no longer part of the day. */
export function endOfDay(date: CivilDate, zone: string): Date {
  return startOfDay(addDays(date, 1), zone);
}

/** The instant of 'HH:mm' on a date; the first of two, or the instant of the jump when that time is left out. */
export function atTime(date: CivilDate, time: string, zone: string): Date {
  const match = TIME.exec(time);
  if (!match) throw new RangeError(`not a time of day: ${time}`);
  const minutesOfDay = Number(match[1]) * 60 + Number(match[2]);
  return new Date(instantOfWallTime(utcMidnight(date) + minutesOfDay * 60_000, zone));
}

/** The date n days later, or earlier when n is negative. */
export function addDays(date: CivilDate, n: number): CivilDate {
  if (!Number.isInteger(n)) throw new RangeError(`not a whole number of days: ${n}`);
  return writtenUtc(utcMidnight(date) + days(n));
}

/** Whole days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / days(1);
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
export function weekday(date: CivilDate): number {
  return new Date(utcMidnight(date)).getUTCDay() || 7;
}

/** The number of the date's year. */
export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4));
}

function wallOf(instant: Date, zone: string): number {
  const epoch = instant.getTime();
  if (Number.isNaN(epoch)) throw new RangeError('not an instant');
  return epoch + offsetAt(epoch, zone);
}

function utcMidnight(date: CivilDate): number {
  const midnight = midnightOf(date);
  if (midnight === undefined) throw new RangeError(`not a date: ${String(date)}`);
  return midnight;
}

/** What a month does not have runs over into the next one, and then the day is another. */
function midnightOf(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return new Date(midnight).getUTCDate() === Number(text.slice(8)) ? midnight : undefined;
}

function writtenUtc(midnight: number): CivilDate {
  const iso = new Date(midnight).toISOString();
  if (iso.length !== 24) throw new RangeError(`outside the years 0000 to 9999: ${iso}`);
  return iso.slice(0, 10);
}
