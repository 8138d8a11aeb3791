import { type Role } from '../directory/role.js';
import { type Grade } from '../grading/grade.js';
import { type MoveRefusal } from '../lifecycle/decide-move.js';
import { type Status } from '../lifecycle/status.js';
import { type Move } from '../lifecycle/transitions.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type PauseReason } from '../escalation/obligation.js';

/** What the closed loop 闭环 looks at. */
export interface RectificationCase {
  status: Status;
  grade: Grade | null;
  ownerId: string | null;
  /** Who submitted the rectification that now waits, and when it arrived; null before the first submission. */
  submittedBy: string | null;
  submittedAt: Date | null;
  /** The assessment that the waiting submission encloses; null or absent when it encloses none. */
  assessment?: object | null;
}

/** The person who acts, in the post in which he acts. */
export interface Person {
  personId: string;
  role: Role;
}

/** What a step of the closed loop does to the obligations of the hazard. */
export type ObligationEffect =
  | { obligation: ObligationKind; change: 'open' | 'cancel' }
  | { obligation: ObligationKind; change: 'meet'; asOf: Date }
  | { obligation: ObligationKind; change: 'pause' | 'resume'; reason: PauseReason };

export type RectificationRefusal =
  | MoveRefusal
  | 'note-required'
  | 'reason-required'
  | 'verifier-is-owner'
  | 'verifier-is-submitter'
  | 'closes-separately'
  | 'assessment-required'
  | 'review-without-assessment'
  | 'findings-required';

export type RectificationOutcome =
  | { kind: 'done'; to: Status; moves: Move[]; effects: ObligationEffect[] }
  | { kind: 'refused'; reason: RectificationRefusal };

/**
 * The obligation that carries the term. A general hazard that came under suspicion keeps its own until the bureau decides.
 */
export const termObligation = (grade: Grade | null): 'rectify' | 'rectify-major' =>
  grade === 'major' ? 'rectify-major' : 'rectify';
