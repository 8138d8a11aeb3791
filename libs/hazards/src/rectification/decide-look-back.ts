import { type MoveRefusal, decideMove } from '../lifecycle/decide-move.js';
import { type Grade } from '../grading/grade.js';
import { type Status } from '../lifecycle/status.js';
import { handIn, type HandRefusal, type HazardHands } from './hazard-hands.js';
import { type Person } from './rectification-case.js';

/** A look-back that is still owed. */
export interface OwedLookBack {
  id: string;
  startAt: Date;
  dueAt: Date;
}

export interface LookBackCase extends HazardHands {
  status: Status;
  grade: Grade | null;
  reopenCount: number;
}

export type LookBackRefusal = MoveRefusal | HandRefusal;

export type LookBackDecision =
  /** `met`: the owed one that this visit was; none when nobody owed one yet. */
  | { kind: 'passed'; met?: string }
  | { kind: 'failed'; met?: string; cancelled: string[]; to: Status; reopenCount: number }
  | { kind: 'refused'; reason: LookBackRefusal };

/**
 * 回头查: by the zone officer or the bureau, never by who rectified or closed. A visit is the earliest look-back whose time has
 * begun, so that two visits of one week do not do for thirty and for ninety days. What came back is opened again, and the
 * look-backs of that closing fall away with it.
 */
export function decideLookBack(
  hazard: LookBackCase,
  { passed }: { passed: boolean },
  owed: readonly OwedLookBack[],
  by: Person,
  now: Date,
): LookBackDecision {
  const hand = handIn(hazard, by.personId);
  if (hand) return { kind: 'refused', reason: hand };
  const actor = { stage: 'rectification', role: by.role } as const;
  const move = decideMove(hazard, passed ? 'look-back-pass' : 'look-back-fail', actor);
  if (move.kind === 'refused') return move;

  const met = owed
    .filter(({ startAt }) => startAt.getTime() <= now.getTime())
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0]?.id;
  if (passed) return { kind: 'passed', met };
  const cancelled = owed.map(({ id }) => id).filter((id) => id !== met);
  return { kind: 'failed', met, cancelled, to: move.to, reopenCount: hazard.reopenCount + 1 };
}
