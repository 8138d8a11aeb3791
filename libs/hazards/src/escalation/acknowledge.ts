import { parseIsoDuration } from '#kernel/durations.js';
import { type StepRepeat } from './escalation-policy.js';

/** One step as told to one person. It points at the climb but holds nothing of it, so that no click can shorten it. */
export interface AlertState {
  alertId: string;
  recipientId: string;
  stepId: string;
  toldAt: Date;
  timesRepeated: number;
  acknowledgedAt: Date | null;
}

export type AcknowledgementDecision =
  | { kind: 'acknowledged'; alert: AlertState }
  | { kind: 'already-acknowledged'; since: Date }
  | { kind: 'refused'; reason: 'not-the-recipient' };

/** 已阅. Stops the repeats of this step for this person, and never the climb of an overdue hazard (own default). */
export function decideAcknowledgement(alert: AlertState, personId: string, now: Date): AcknowledgementDecision {
  if (alert.recipientId !== personId) return { kind: 'refused', reason: 'not-the-recipient' };
  if (alert.acknowledgedAt) return { kind: 'already-acknowledged', since: alert.acknowledgedAt };
  return { kind: 'acknowledged', alert: { ...alert, acknowledgedAt: now } };
}

export type RepeatDecision =
  | { kind: 'wait'; until: Date }
  | { kind: 'repeat'; occurrence: number; fellDueAt: Date; next: Date | null }
  | { kind: 'stop'; reason: 'acknowledged' | 'repeats-exhausted' | 'not-repeated' };

/** When to tell a person again who has not acknowledged; repeats are dated from the first telling, one per call. */
export function decideRepeat(alert: AlertState, repeat: StepRepeat | undefined, now: Date): RepeatDecision {
  const every = repeat && parseIsoDuration(repeat.every);
  if (!repeat || !every) return { kind: 'stop', reason: 'not-repeated' };
  if (alert.acknowledgedAt) return { kind: 'stop', reason: 'acknowledged' };
  if (alert.timesRepeated >= repeat.times) return { kind: 'stop', reason: 'repeats-exhausted' };

  const occurrence = alert.timesRepeated + 1;
  const at = new Date(alert.toldAt.getTime() + occurrence * every);
  if (now.getTime() < at.getTime()) return { kind: 'wait', until: at };
  const next = occurrence < repeat.times ? new Date(at.getTime() + every) : null;
  return { kind: 'repeat', occurrence, fellDueAt: at, next };
}
