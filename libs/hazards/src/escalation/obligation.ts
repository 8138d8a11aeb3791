import { type ObligationKind } from './obligation-kind.js';
import { type ScheduledStep } from './schedule-steps.js';

export type ObligationStatus = 'open' | 'paused' | 'met' | 'cancelled';

/** Why the climb rests: a request for more time is pending, a submission waits for its verification, others have it. */
export type PauseReason = 'extension-pending' | 'verification-pending' | 'transferred';

/** 时限义务: one thing owed by one debtor by one time, with the schedule of its climb. */
export interface ObligationState {
  kind: ObligationKind;
  status: ObligationStatus;
  startAt: Date;
  dueAt: Date;
  /** Rises by one with every new due time; a step is told once per version. */
  dueVersion: number;
  schedule: readonly ScheduledStep[];
  /** How many steps of the schedule have been told, always the first ones. */
  stepsTaken: number;
  pauses: readonly PauseReason[];
  /** When the first of the present pauses began. */
  pausedAt: Date | null;
  /** The instant that counts for lateness: when the debtor delivered, not when somebody looked at it. */
  metAt: Date | null;
}

/** The moment that the sweep waits for; null while the climb rests or is over. */
export function nextStepAt(state: Pick<ObligationState, 'status' | 'schedule' | 'stepsTaken'>): Date | null {
  return state.status === 'open' ? (state.schedule[state.stepsTaken]?.at ?? null) : null;
}

/** Late from the due instant on, also while paused: a pending request stops the climb, not the clock that people see. */
export function isOverdue(state: Pick<ObligationState, 'status' | 'dueAt' | 'metAt'>, now: Date): boolean {
  if (state.status === 'cancelled') return false;
  return (state.metAt ?? now).getTime() >= state.dueAt.getTime();
}
