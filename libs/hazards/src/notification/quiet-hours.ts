import { createHash } from 'node:crypto';
import { addDays, atTime, civilDateOf, wallTimeOf } from '#kernel/civil-date.js';
import { minutes, seconds } from '#kernel/durations.js';
import { type Priority } from '../deadlines/priority.js';
import { type Severity } from '../escalation/escalation-policy.js';
import { type Grade } from '../grading/grade.js';

/** Local times between which only what cannot wait is sent. */
export const QUIET_FROM = '22:00';
export const QUIET_UNTIL = '07:00';

export type SendDecision =
  | { kind: 'at-once'; sendAt: Date }
  /** Moved past a full or half hour, when everybody's robots send and providers throttle. */
  | { kind: 'spread'; sendAt: Date }
  | { kind: 'after-quiet-hours'; sendAt: Date };

export interface SendableAlert {
  id: string;
  severity: Severity;
  grade?: Grade;
  priority?: Priority;
}

const MARK = 30;
/** Minutes after a full or half hour that are left free. */
const KEPT_FREE = 2;
const DAY_SPREAD = minutes(6);
const MORNING_SPREAD = minutes(25);

/**
 * 何时发送. Critical, major and P0 alerts leave at once at any hour; others wait from 22:00 to 07:00 and then leave spread
 * over the first half hour. The same alert always gets the same moment.
 */
export function decideSendAt(alert: SendableAlert, zone: string, now: Date): SendDecision {
  if (cannotWait(alert)) return { kind: 'at-once', sendAt: now };

  const time = wallTimeOf(now, zone);
  const date = civilDateOf(now, zone);
  if (time >= QUIET_FROM || time < QUIET_UNTIL) {
    const morning = time >= QUIET_FROM ? addDays(date, 1) : date;
    return { kind: 'after-quiet-hours', sendAt: spread(alert.id, atTime(morning, QUIET_UNTIL, zone), MORNING_SPREAD) };
  }
  if (Number(time.slice(3)) % MARK >= KEPT_FREE) return { kind: 'at-once', sendAt: now };

  const mark = atTime(date, `${time.slice(0, 3)}${time.slice(3) < '30' ? '00' : '30'}`, zone);
  return { kind: 'spread', sendAt: spread(alert.id, mark, DAY_SPREAD) };
}

/** True for alerts that may wake people up. */
export function cannotWait({ severity, grade, priority }: SendableAlert): boolean {
  return severity === 'critical' || grade === 'major' || priority === 'P0';
}

function spread(id: string, mark: Date, width: number): Date {
  const jitter = createHash('sha256').update(id).digest().readUInt32BE(0) % (width / seconds(1));
  return new Date(mark.getTime() + minutes(KEPT_FREE) + seconds(jitter));
}
