import { type ObligationState, type PauseReason } from './obligation.js';
import { type ScheduledStep } from './schedule-steps.js';

export type ObligationChange =
  | { kind: 'extend'; dueAt: Date; schedule: readonly ScheduledStep[] }
  /** Another due time, earlier or later, because its ground changed: a calendar was published, a decision corrected. */
  | { kind: 'redate'; dueAt: Date; schedule: readonly ScheduledStep[] }
  | { kind: 'pause'; reason: PauseReason }
  | { kind: 'resume'; reason: PauseReason }
  /** `asOf` is when the debtor delivered; left out, the present counts. */
  | { kind: 'meet'; asOf?: Date }
  | { kind: 'cancel' }
  | { kind: 'reopen'; dueAt: Date; schedule: readonly ScheduledStep[] };

export type ObligationRefusal = 'already-over' | 'still-running' | 'due-not-later' | 'already-paused' | 'not-paused';

export type ObligationChangeDecision =
  { kind: 'changed'; state: ObligationState; wasLate?: boolean } | { kind: 'refused'; reason: ObligationRefusal };

const refused = (reason: ObligationRefusal): ObligationChangeDecision => ({ kind: 'refused', reason });

/**
 * What an extension, a pause, a delivery or a relapse does to an obligation. While paused the due time stands and
 * lateness stays visible; only the climb rests (own default, no norm rules on pending requests).
 */
export function decideObligationChange(
  state: ObligationState,
  change: ObligationChange,
  now: Date,
): ObligationChangeDecision {
  const isOver = state.status === 'met' || state.status === 'cancelled';
  if (change.kind === 'reopen') return isOver ? changed(renewed(state, change, [], now)) : refused('still-running');
  if (isOver) return refused('already-over');

  switch (change.kind) {
    case 'extend':
      return extended(state, change, now);
    case 'redate':
      return changed(renewed(state, change, state.pauses, now));
    case 'pause':
      return paused(state, change.reason, now);
    case 'resume':
      return resumed(state, change.reason, now);
    case 'meet': {
      const metAt = change.asOf ?? now;
      return { ...changed({ ...ended(state, 'met'), metAt }), wasLate: metAt.getTime() >= state.dueAt.getTime() };
    }
    case 'cancel':
      return changed(ended(state, 'cancelled'));
  }
}

const changed = (state: ObligationState) => ({ kind: 'changed' as const, state });

const ended = (state: ObligationState, status: 'met' | 'cancelled'): ObligationState => ({
  ...state,
  status,
  pauses: [],
  pausedAt: null,
});

function renewed(
  state: ObligationState,
  { dueAt, schedule }: { dueAt: Date; schedule: readonly ScheduledStep[] },
  pauses: readonly PauseReason[],
  now: Date,
): ObligationState {
  return {
    ...state,
    status: pauses.length > 0 ? 'paused' : 'open',
    dueAt,
    dueVersion: state.dueVersion + 1,
    schedule,
    stepsTaken: 0,
    pauses,
    pausedAt: pauses.length > 0 ? (state.pausedAt ?? now) : null,
    metAt: null,
  };
}

function extended(
  state: ObligationState,
  change: { dueAt: Date; schedule: readonly ScheduledStep[] },
  now: Date,
): ObligationChangeDecision {
  if (change.dueAt.getTime() <= state.dueAt.getTime()) return refused('due-not-later');
  const pauses = state.pauses.filter((reason) => reason !== 'extension-pending');
  return changed(renewed(state, change, pauses, now));
}

function paused(state: ObligationState, reason: PauseReason, now: Date): ObligationChangeDecision {
  if (state.pauses.includes(reason)) return refused('already-paused');
  return changed({
    ...state,
    status: 'paused',
    pauses: [...state.pauses, reason],
    pausedAt: state.pausedAt ?? now,
  });
}

function resumed(state: ObligationState, reason: PauseReason, now: Date): ObligationChangeDecision {
  if (!state.pauses.includes(reason)) return refused('not-paused');
  const pauses = state.pauses.filter((other) => other !== reason);
  if (pauses.length > 0) return changed({ ...state, pauses });
  return changed({
    ...state,
    status: 'open',
    pauses,
    pausedAt: null,
    schedule: rescheduled(state, state.pausedAt ?? now, now),
  });
}

/**
 * The rest of the climb after a pause. Rungs above the due time move by the part of the pause that lay after it, so that
 * a slow verifier or approver does not bring the director down on the school in one minute; the due time itself stands.
 * Reminders whose moment passed during the pause have nothing left to remind of.
 */
function rescheduled(state: ObligationState, pausedAt: Date, now: Date): ScheduledStep[] {
  const due = state.dueAt.getTime();
  const rested = Math.max(0, now.getTime() - Math.max(pausedAt.getTime(), due));
  const rest = state.schedule
    .slice(state.stepsTaken)
    .filter((step) => step.at.getTime() >= due || step.at.getTime() >= now.getTime())
    .map((step) => (step.at.getTime() >= due ? { ...step, at: new Date(step.at.getTime() + rested) } : step));
  return [...state.schedule.slice(0, state.stepsTaken), ...rest];
}
