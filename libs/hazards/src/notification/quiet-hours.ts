import { createHash } from 'node:crypto';
import { addDays, atTime, type CivilDate, civilDateOf, wallTimeOf } from '#kernel/civil-date.js';
import { minutes, parseIsoDuration, seconds } from '#kernel/durations.js';
import { type Priority } from '../deadlines/priority.js';
import { type Severity } from '../escalation/escalation-policy.js';
import { type Grade } from '../grading/grade.js';
import { type SendingPolicy } from './sending-policy.js';

export type SendDecision =
  | { kind: 'at-once'; sendAt: Date }
  /** Moved past a full or half hour, when everybody's robots send and providers throttle. */
  | { kind: 'spread'; sendAt: Date }
  | { kind: 'after-quiet-hours'; sendAt: Date }
  /** A reminder of the early morning that joins what the night put off. */
  | { kind: 'morning'; sendAt: Date }
  /** One of too many for letters of their own. */
  | { kind: 'burst'; sendAt: Date };

export interface SendableAlert {
  recipientId: string;
  severity: Severity;
  grade?: Grade;
  priority?: Priority;
  /** True when it may stand in one letter with others. */
  isShareable: boolean;
  /** True when its step may wait for the morning digest. */
  waitsForDigest: boolean;
  /** Ordinary alerts to its recipient within the time of a burst, itself included. */
  recent: number;
}

const MARK = 30;
/** Minutes after a full or half hour that are left free. */
const KEPT_FREE = 2;
const DAY_SPREAD = minutes(6);

/**
 * 何时发送. Critical, major, suspected major and P0 alerts leave at once at any hour. Others wait over the quiet hours for the
 * morning hour, and in a burst for its end. All that waits for one recipient gets the same moment, so that it can leave as one
 * letter; the recipients are spread.
 */
export function decideSendAt(alert: SendableAlert, policy: SendingPolicy, zone: string, now: Date): SendDecision {
  if (cannotWait(alert)) return { kind: 'at-once', sendAt: now };
  const time = wallTimeOf(now, zone);
  const date = civilDateOf(now, zone);
  if (isQuiet(time, policy)) return { kind: 'after-quiet-hours', sendAt: afterQuietHours(alert, policy, zone, now) };
  const morning = morningOf(date, alert, policy, zone);
  if (alert.isShareable && alert.waitsForDigest && now < morning) return { kind: 'morning', sendAt: morning };
  if (alert.isShareable && alert.recent >= policy.burst.letters) {
    const end = endOfBurst(alert, policy, now);
    const sendAt = isQuiet(wallTimeOf(end, zone), policy) ? afterQuietHours(alert, policy, zone, end) : end;
    return { kind: 'burst', sendAt };
  }
  if (Number(time.slice(3)) % MARK >= KEPT_FREE) return { kind: 'at-once', sendAt: now };

  const mark = atTime(date, `${time.slice(0, 3)}${time.slice(3) < '30' ? '00' : '30'}`, zone);
  return { kind: 'spread', sendAt: new Date(mark.getTime() + minutes(KEPT_FREE) + jitter(alert, DAY_SPREAD)) };
}

/** True for alerts that may wake people up. */
export function cannotWait({
  severity,
  grade,
  priority,
}: Pick<SendableAlert, 'severity' | 'grade' | 'priority'>): boolean {
  return severity === 'critical' || grade === 'major' || grade === 'suspected-major' || priority === 'P0';
}

const isQuiet = (time: string, { quietHours }: SendingPolicy): boolean =>
  time >= quietHours.from || time < quietHours.until;

function afterQuietHours(alert: SendableAlert, policy: SendingPolicy, zone: string, now: Date): Date {
  const date = civilDateOf(now, zone);
  const isEvening = wallTimeOf(now, zone) >= policy.quietHours.from;
  return morningOf(isEvening ? addDays(date, 1) : date, alert, policy, zone);
}

function morningOf(date: CivilDate, alert: SendableAlert, { digest }: SendingPolicy, zone: string): Date {
  return new Date(atTime(date, digest.at, zone).getTime() + jitter(alert, lengthOf(digest.spread)));
}

/** Time is cut into lengths that begin at a moment of the recipient's own; it is the end of the present one. */
function endOfBurst(alert: SendableAlert, { burst }: SendingPolicy, now: Date): Date {
  const within = lengthOf(burst.within);
  const since = (now.getTime() - jitter(alert, within)) % within;
  return new Date(now.getTime() - since + within);
}

const lengthOf = (duration: string): number => parseIsoDuration(duration) ?? 0;

/** Whole seconds below `width`, always the same for one recipient. */
function jitter({ recipientId }: SendableAlert, width: number): number {
  return seconds(createHash('sha256').update(recipientId).digest().readUInt32BE(0) % (width / seconds(1)));
}
