import { days, parseIsoDuration } from '#kernel/durations.js';
import { type StepMoment } from './escalation-policy.js';

const WHOLE_DAYS = /^-?P(?:\d+W)?(?:\d+D)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Milliseconds of a signed ISO 8601 duration ('-P3D'); undefined when it is not one. */
export function signedDuration(text: string): number | undefined {
  if (!text.startsWith('-')) return parseIsoDuration(text);
  const length = parseIsoDuration(text.slice(1));
  return length === undefined ? undefined : -length;
}

/** Calendar days of a signed duration that consists of weeks and days alone. */
export function signedDays(text: string): number | undefined {
  const length = WHOLE_DAYS.test(text) ? signedDuration(text) : undefined;
  return length === undefined ? undefined : length / days(1);
}

/** 'HH:mm', from 00:00 to 23:59. */
export const isTimeOfDay = (text: string): boolean => TIME.test(text);

/** What is wrong with a moment, by the field that has to change; empty when it can be scheduled. */
export function momentProblems(at: StepMoment): { field: keyof StepMoment; message: string }[] {
  const problems: { field: keyof StepMoment; message: string }[] = [];
  const refuse = (field: keyof StepMoment, message: string) => problems.push({ field, message });

  if ((at.offset === undefined) === (at.workdays === undefined)) {
    refuse('offset', 'exactly one of offset and workdays must be given');
  }
  if (at.offset !== undefined && signedDuration(at.offset) === undefined) {
    refuse('offset', 'must be a signed ISO 8601 duration of weeks, days, hours, minutes and seconds');
  } else if (at.offset !== undefined && at.time !== undefined && signedDays(at.offset) === undefined) {
    refuse('offset', 'must be in whole days when a time of day is given');
  }
  if (at.workdays !== undefined && (!Number.isInteger(at.workdays) || Math.abs(at.workdays) > 250)) {
    refuse('workdays', 'must be a whole number from -250 to 250');
  }
  if (at.workdays !== undefined && at.time === undefined) refuse('time', 'must be given with workdays');
  if (at.time !== undefined && !isTimeOfDay(at.time)) refuse('time', "must be 'HH:mm' from 00:00 to 23:59");
  return problems;
}

/**
 * -1, 0 or 1 as moment a lies before, beside or after b of the same anchor; 0 where the answer depends on the calendar
 * or on the anchor's own time of day.
 */
export function compareMoments(a: StepMoment, b: StepMoment): number {
  if ((a.workdays === undefined) !== (b.workdays === undefined)) return bySign(a, b);
  if (a.workdays !== undefined && b.workdays !== undefined && a.workdays !== b.workdays) {
    return Math.sign(a.workdays - b.workdays);
  }
  const [lengthA, lengthB] = [signedDuration(a.offset ?? 'PT0S') ?? 0, signedDuration(b.offset ?? 'PT0S') ?? 0];
  if (a.time === undefined && b.time === undefined) return Math.sign(lengthA - lengthB);
  if (a.time !== undefined && b.time !== undefined) {
    return Math.sign(lengthA - lengthB) || (a.time < b.time ? -1 : Number(a.time > b.time));
  }
  // One names a time of day and the other keeps the anchor's, so only more than a day apart is certain.
  return Math.abs(lengthA - lengthB) > days(1) ? Math.sign(lengthA - lengthB) : 0;
}

function bySign(a: StepMoment, b: StepMoment): number {
  const side = (at: StepMoment) => Math.sign(at.workdays ?? signedDuration(at.offset ?? 'PT0S') ?? 0);
  const [sideA, sideB] = [side(a), side(b)];
  return sideA * sideB < 0 ? sideA : 0;
}
