import { type ObligationState } from './obligation.js';
import { type ScheduledStep } from './schedule-steps.js';

export type ClimbState = Pick<ObligationState, 'status' | 'schedule' | 'stepsTaken' | 'dueAt' | 'dueVersion'>;

export type EscalationDecision =
  | { kind: 'wait'; until: Date }
  | {
      kind: 'escalate';
      step: ScheduledStep;
      fellDueAt: Date;
      dueVersion: number;
      isOverdue: boolean;
      next: Date | null;
    }
  | { kind: 'stop'; reason: 'met' | 'cancelled' | 'paused' | 'schedule-exhausted' };

/**
 * 逐级升级. One step per call, even when several are overdue, so that no rank is skipped. A step is dated by when it fell
 * due, not by when a worker woke. After `escalate` the caller stores stepsTaken + 1.
 */
export function decideEscalation(state: ClimbState, now: Date): EscalationDecision {
  if (state.status !== 'open') return { kind: 'stop', reason: state.status };

  const step = state.schedule[state.stepsTaken];
  if (!step) return { kind: 'stop', reason: 'schedule-exhausted' };
  if (now.getTime() < step.at.getTime()) return { kind: 'wait', until: step.at };

  return {
    kind: 'escalate',
    step,
    fellDueAt: step.at,
    dueVersion: state.dueVersion,
    isOverdue: step.at.getTime() >= state.dueAt.getTime(),
    next: state.schedule[state.stepsTaken + 1]?.at ?? null,
  };
}
