import { days } from '#kernel/durations.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { daysLeft } from './due-phrase.js';

/** Ladders that count the days after the last one: 逾期第7天 is told on the seventh, when six have passed. */
const COUNTED_BY_DAY: ReadonlySet<ObligationKind> = new Set(['zero-report', 'roll-up']);

/** 超期天数: whole days since the due time, or for what is filed the days after the last one; 0 before. */
export function daysOverdueFor(kind: ObligationKind, dueAt: Date, now: Date, zone: string): number {
  if (COUNTED_BY_DAY.has(kind)) return Math.max(0, -daysLeft(dueAt, now, zone));
  return Math.max(0, Math.floor((now.getTime() - dueAt.getTime()) / days(1)));
}
