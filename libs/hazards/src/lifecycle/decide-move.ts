import { type Role } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type Grade } from '../grading/grade.js';
import { type Stage } from './stage.js';
import { type Status } from './status.js';
import { type Move, type Transition, TERMINAL_STATUSES, TRANSITIONS } from './transitions.js';

export interface MoveState {
  status: Status;
  grade: Grade | null;
  /** Tip-offs are about the school, so the school may not reject them. */
  isTipOff?: boolean;
}

export interface Actor {
  stage: Stage;
  role: Role | 'system';
}

export type MoveRefusal =
  'status-is-terminal' | 'not-from-this-status' | 'other-stage' | 'role-may-not' | 'bureau-only' | 'grade-undecided';

export type MoveDecision = { kind: 'moved'; to: Status } | { kind: 'refused'; reason: MoveRefusal };

const refused = (reason: MoveRefusal): MoveDecision => ({ kind: 'refused', reason });
const isGrave = (grade: Grade | null): boolean => grade === 'major' || grade === 'suspected-major';

/** May this actor make this move now, and where does it lead? Only the table in transitions.ts decides (order 16). */
export function decideMove(state: MoveState, move: Move, actor: Actor): MoveDecision {
  const row = rowFor(state, move);
  if (!row) {
    return refused(TERMINAL_STATUSES.includes(state.status) ? 'status-is-terminal' : 'not-from-this-status');
  }
  if (row.stage !== actor.stage) return refused('other-stage');

  const refusal = roleRefusal(row, state, actor);
  if (refusal) return refused(refusal);

  if (row.needsDecidedGrade && (state.grade === null || state.grade === 'suspected-major'))
    return refused('grade-undecided');
  return { kind: 'moved', to: row.to === 'same' ? state.status : row.to };
}

function rowFor(state: MoveState, move: Move): Transition | undefined {
  const gradedness = state.grade === null ? 'ungraded' : 'graded';
  return TRANSITIONS.find(
    (row) => row.move === move && row.from.includes(state.status) && (!row.when || row.when === gradedness),
  );
}

function roleRefusal(row: Transition, state: MoveState, actor: Actor): MoveRefusal | undefined {
  const actorClass = roleClassOf(actor.role);
  if (!row.by.includes(actorClass)) return 'role-may-not';
  if (isGrave(state.grade) && row.byWhenGrave && !row.byWhenGrave.includes(actorClass)) return 'bureau-only';
  if (row.move === 'reject' && state.isTipOff && actorClass !== 'bureau') return 'bureau-only';
  return undefined;
}
