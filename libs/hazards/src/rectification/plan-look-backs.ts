import { createHash } from 'node:crypto';
import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf, endOfDay } from '#kernel/civil-date.js';
import { type Grade } from '../grading/grade.js';
import { type LookBackPolicy } from './look-back-policy.js';

/** A hazard that has just been struck off. */
export interface ClosedHazard {
  id: string;
  /** 隐患编号, by which the sample is drawn. */
  number: string;
  grade: Grade | null;
  /** How often it had come back before this closing. */
  reopenCount: number;
  closedAt: Date;
}

export interface PlannedLookBack {
  /** The same for the same look-back of the same closing, however often it is planned. A UUID. */
  id: string;
  /** Counted from 1. */
  turn: number;
  /** From when on a visit counts as this look-back: the closing, or the due time of the one before. */
  startAt: Date;
  dueAt: Date;
}

export type LookBackPlan =
  { kind: 'planned'; why: 'major' | 'sampled'; lookBacks: PlannedLookBack[] } | { kind: 'none'; why: 'not-sampled' };

/**
 * 回头查计划: every major hazard at each of its days after the closing, of general hazards a sample (district work points).
 * Drawing again draws the same: neither chance nor whoever closes decides who is looked at. A day off moves the due date on.
 */
export function planLookBacks(
  hazard: ClosedHazard,
  policy: LookBackPolicy,
  calendar: BusinessCalendar,
  zone: string,
): LookBackPlan {
  const isMajor = hazard.grade === 'major';
  if (!isMajor && !isSampled(hazard, policy.general.sharePercent)) return { kind: 'none', why: 'not-sampled' };
  const { days } = isMajor ? policy.major : policy.general;
  const dues = days.map((count) => {
    const { date } = calendar.addCalendarDays(civilDateOf(hazard.closedAt, zone), count, { roll: true });
    return endOfDay(date, zone);
  });
  const lookBacks = dues.map((dueAt, at) => ({
    id: lookBackId(hazard, at + 1),
    turn: at + 1,
    startAt: dues[at - 1] ?? hazard.closedAt,
    dueAt,
  }));
  return { kind: 'planned', why: isMajor ? 'major' : 'sampled', lookBacks };
}

/** 抽查: so many of a hundred, drawn by the hazard's number and its closing, so that anybody can draw them again. */
export function isSampled(
  { number, reopenCount }: Pick<ClosedHazard, 'number' | 'reopenCount'>,
  sharePercent: number,
): boolean {
  const lot = createHash('sha256').update(`sample ${number} ${reopenCount}`).digest().readUInt32BE(0);
  return lot < (sharePercent / 100) * 2 ** 32;
}

/** A UUID of version 8 (RFC 9562), made from what it names, so that planning twice opens nothing twice. */
function lookBackId({ id, reopenCount }: ClosedHazard, turn: number): string {
  const hex = createHash('sha256').update(`look-back ${id} ${reopenCount} ${turn}`).digest('hex');
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
