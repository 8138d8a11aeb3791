import { type Role } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type Status } from '../lifecycle/status.js';
import { type Grade, graver } from './grade.js';

export interface GradeUnderDecision {
  grade: Grade | null;
  status: Status;
}

export type PersonGradeDecision =
  | {
      kind: 'confirmed' | 'rejected' | 'overridden';
      from: Grade;
      to: Grade;
      direction: 'up' | 'down' | 'same';
      reason: string;
      role: Role;
    }
  | { kind: 'refused'; reason: 'role-may-not' | 'reason-missing' | 'not-graded' | 'already-ended' | 'decides-nothing' };

const ENDED: readonly Status[] = ['closed', 'rejected'];

/**
 * 定级由人决定: the bureau confirms or rejects a suspicion, or overrides a grade either way, always with a reason. Nobody at the
 * school, and no zone officer, lowers or decides a grade. `suspected-major` is a question and cannot be the answer to one.
 */
export function decideGradeByPerson(
  state: GradeUnderDecision,
  request: { grade: Grade; reason: string },
  role: Role,
): PersonGradeDecision {
  if (roleClassOf(role) !== 'bureau') return { kind: 'refused', reason: 'role-may-not' };
  if (ENDED.includes(state.status)) return { kind: 'refused', reason: 'already-ended' };
  if (state.grade === null) return { kind: 'refused', reason: 'not-graded' };
  if (request.grade === 'suspected-major') return { kind: 'refused', reason: 'decides-nothing' };
  const reason = request.reason.trim();
  if (!reason) return { kind: 'refused', reason: 'reason-missing' };

  const { grade: from } = state;
  const to = request.grade;
  return { kind: answerOf(from, to), from, to, direction: directionOf(from, to), reason, role };
}

function answerOf(from: Grade, to: Grade): 'confirmed' | 'rejected' | 'overridden' {
  if (from === to) return 'confirmed';
  if (from !== 'suspected-major') return 'overridden';
  return to === 'major' ? 'confirmed' : 'rejected';
}

function directionOf(from: Grade, to: Grade): 'up' | 'down' | 'same' {
  if (from === to) return 'same';
  return graver(from, to) === to ? 'up' : 'down';
}
