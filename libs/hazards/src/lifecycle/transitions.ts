import { type RoleClass } from '../directory/role-class.js';
import { type Stage } from './stage.js';
import { type Status } from './status.js';

export const MOVES = [
  'grade',
  'regrade',
  'assign',
  'reassign',
  'start',
  'progress',
  'submit',
  'verify-pass',
  'verify-return',
  'close',
  'reopen',
  'look-back-pass',
  'look-back-fail',
  'transfer',
  'take-back',
  'reject',
] as const;
export type Move = (typeof MOVES)[number];

export interface Transition {
  move: Move;
  from: readonly Status[];
  /** `same` leaves the status as it is: the move is recorded, the hazard stays where it stands. */
  to: Status | 'same';
  stage: Stage;
  by: readonly RoleClass[];
  /** Replaces `by` while the hazard is major or suspected of it. */
  byWhenGrave?: readonly RoleClass[];
  /** Refused while the hazard is not graded, or suspected of being major and not yet decided by the bureau. */
  needsDecidedGrade?: true;
  /** Chooses between two rows of the same move and status. */
  when?: 'graded' | 'ungraded';
}

const checkers = ['leader', 'zone', 'bureau'] as const;
const hands = ['duty', 'leader'] as const;

/**
 * Every move of a hazard. A major hazard is verified and closed by the bureau alone: the school applies, the authority
 * reviews on site and writes off (order 16 of 2007, articles 18 and 23, wording unverified).
 */
export const TRANSITIONS: readonly Transition[] = [
  { move: 'grade', from: ['reported'], to: 'graded', stage: 'grading', by: ['system', 'bureau'] },
  {
    move: 'regrade',
    from: ['graded', 'assigned', 'in-progress', 'rectified', 'returned', 'verified', 'reopened', 'transferred'],
    to: 'same',
    stage: 'grading',
    by: ['system', 'bureau'],
  },
  {
    move: 'reject',
    from: ['reported', 'graded'],
    to: 'rejected',
    stage: 'intake',
    by: ['leader', 'bureau'],
    byWhenGrave: ['bureau'],
  },
  // Owner and term follow a report within moments; the bureau may still find that there is nothing to it.
  {
    move: 'reject',
    from: ['assigned', 'in-progress', 'returned'],
    to: 'rejected',
    stage: 'intake',
    by: ['bureau'],
  },
  {
    move: 'assign',
    from: ['graded', 'reopened'],
    to: 'assigned',
    stage: 'assignment',
    by: ['system', ...checkers],
  },
  {
    move: 'reassign',
    from: ['assigned', 'in-progress', 'returned'],
    to: 'same',
    stage: 'assignment',
    by: ['system', ...checkers],
  },
  {
    move: 'start',
    from: ['assigned', 'returned', 'reopened'],
    to: 'in-progress',
    stage: 'rectification',
    by: hands,
  },
  {
    move: 'progress',
    from: ['assigned', 'in-progress', 'returned', 'reopened'],
    to: 'in-progress',
    stage: 'rectification',
    by: hands,
  },
  {
    move: 'submit',
    from: ['assigned', 'in-progress', 'returned', 'reopened'],
    to: 'rectified',
    stage: 'rectification',
    by: hands,
  },
  { move: 'submit', from: ['transferred'], to: 'rectified', stage: 'rectification', by: ['department'] },
  {
    move: 'verify-pass',
    from: ['rectified'],
    to: 'verified',
    stage: 'rectification',
    by: checkers,
    byWhenGrave: ['bureau'],
  },
  {
    move: 'verify-return',
    from: ['rectified', 'verified'],
    to: 'returned',
    stage: 'rectification',
    by: checkers,
    byWhenGrave: ['bureau'],
  },
  {
    move: 'close',
    from: ['verified'],
    to: 'closed',
    stage: 'rectification',
    by: checkers,
    byWhenGrave: ['bureau'],
    needsDecidedGrade: true,
  },
  { move: 'reopen', from: ['closed'], to: 'reopened', stage: 'rectification', by: checkers },
  { move: 'look-back-pass', from: ['closed'], to: 'same', stage: 'rectification', by: ['zone', 'bureau'] },
  { move: 'look-back-fail', from: ['closed'], to: 'reopened', stage: 'rectification', by: ['zone', 'bureau'] },
  {
    move: 'transfer',
    from: ['reported', 'graded', 'assigned', 'in-progress', 'returned', 'reopened'],
    to: 'transferred',
    stage: 'rectification',
    by: ['bureau'],
  },
  {
    move: 'take-back',
    from: ['transferred'],
    to: 'reported',
    stage: 'rectification',
    by: ['bureau', 'department'],
    when: 'ungraded',
  },
  {
    move: 'take-back',
    from: ['transferred'],
    to: 'graded',
    stage: 'rectification',
    by: ['bureau', 'department'],
    when: 'graded',
  },
];

/** Statuses that a hazard never leaves. A closed hazard is not among them: a look-back may reopen it. */
export const TERMINAL_STATUSES: readonly Status[] = ['rejected'];
