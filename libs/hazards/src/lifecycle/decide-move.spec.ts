import { ROLE_IDS } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type Grade } from '../grading/grade.js';
import { type Actor, decideMove, type MoveRefusal } from './decide-move.js';
import { type Stage } from './stage.js';
import { type Status, STATUSES } from './status.js';
import { type Move, MOVES } from './transitions.js';

const at = (stage: Stage, role: Actor['role']): Actor => ({ stage, role });
const work = (role: Actor['role']) => at('rectification', role);

describe('a move of a hazard', () => {
  it.each<[Status, Grade | null, Move, Actor, Status | MoveRefusal]>([
    ['reported', null, 'grade', at('grading', 'system'), 'graded'],
    ['reported', null, 'grade', at('intake', 'system'), 'other-stage'],
    ['graded', 'general', 'grade', at('grading', 'system'), 'not-from-this-status'],
    ['graded', 'general', 'assign', at('assignment', 'system'), 'assigned'],
    ['graded', 'suspected-major', 'assign', at('assignment', 'system'), 'assigned'],
    ['graded', 'major', 'assign', at('assignment', 'system'), 'assigned'],
    ['in-progress', 'general', 'reassign', at('assignment', 'principal'), 'in-progress'],
    ['in-progress', 'general', 'regrade', at('grading', 'safety-section'), 'in-progress'],
    ['closed', 'general', 'regrade', at('grading', 'system'), 'not-from-this-status'],
    ['assigned', 'general', 'start', work('canteen-head'), 'in-progress'],
    ['assigned', 'general', 'start', work('safety-section'), 'role-may-not'],
    ['assigned', 'general', 'progress', work('canteen-head'), 'in-progress'],
    ['assigned', 'general', 'submit', work('canteen-head'), 'rectified'],
    ['graded', 'general', 'submit', work('canteen-head'), 'not-from-this-status'],
    ['rectified', 'general', 'verify-pass', work('vice-principal'), 'verified'],
    ['rectified', 'general', 'verify-pass', work('canteen-head'), 'role-may-not'],
    ['rectified', 'major', 'verify-pass', work('principal'), 'bureau-only'],
    ['rectified', 'major', 'verify-pass', work('zone-officer'), 'bureau-only'],
    ['rectified', 'major', 'verify-pass', work('safety-section'), 'verified'],
    ['rectified', 'suspected-major', 'verify-pass', work('principal'), 'bureau-only'],
    ['rectified', 'general', 'verify-return', work('vice-principal'), 'returned'],
    ['verified', 'general', 'verify-return', work('zone-officer'), 'returned'],
    ['verified', 'general', 'close', work('principal'), 'closed'],
    ['verified', 'major', 'close', work('principal'), 'bureau-only'],
    ['verified', 'major', 'close', work('safety-section'), 'closed'],
    ['verified', 'suspected-major', 'close', work('director'), 'grade-undecided'],
    ['verified', null, 'close', work('director'), 'grade-undecided'],
    ['rectified', 'general', 'close', work('principal'), 'not-from-this-status'],
    ['closed', 'major', 'look-back-pass', work('zone-officer'), 'closed'],
    ['closed', 'major', 'look-back-fail', work('zone-officer'), 'reopened'],
    ['closed', 'general', 'look-back-pass', work('principal'), 'role-may-not'],
    ['closed', 'general', 'reopen', work('principal'), 'reopened'],
    ['reopened', 'general', 'assign', at('assignment', 'system'), 'assigned'],
    ['graded', 'general', 'transfer', work('safety-section'), 'transferred'],
    ['graded', 'general', 'transfer', work('principal'), 'role-may-not'],
    ['transferred', null, 'take-back', work('safety-section'), 'reported'],
    ['transferred', 'major', 'take-back', work('linked-department'), 'graded'],
    ['transferred', 'major', 'submit', work('linked-department'), 'rectified'],
    ['transferred', 'major', 'submit', work('principal'), 'role-may-not'],
    ['graded', 'general', 'reject', at('intake', 'safety-officer'), 'rejected'],
    ['graded', 'suspected-major', 'reject', at('intake', 'principal'), 'bureau-only'],
    ['graded', 'suspected-major', 'reject', at('intake', 'safety-section'), 'rejected'],
    ['assigned', 'general', 'reject', at('intake', 'safety-officer'), 'role-may-not'],
    ['assigned', 'general', 'reject', at('intake', 'safety-section'), 'rejected'],
    ['rectified', 'general', 'reject', at('intake', 'safety-section'), 'not-from-this-status'],
    ['rejected', 'general', 'grade', at('grading', 'system'), 'status-is-terminal'],
  ])('%s %s: %s by %o is %s', (status, grade, move, actor, expected) => {
    const decision = decideMove({ status, grade }, move, actor);
    expect(decision.kind === 'moved' ? decision.to : decision.reason).toBe(expected);
  });

  it('keeps a tip-off out of the hands of the school that it is about', () => {
    const tipOff = { status: 'graded', grade: 'general', isTipOff: true } as const;
    expect(decideMove(tipOff, 'reject', at('intake', 'principal'))).toEqual({
      kind: 'refused',
      reason: 'bureau-only',
    });
    expect(decideMove(tipOff, 'reject', at('intake', 'safety-section'))).toEqual({ kind: 'moved', to: 'rejected' });
  });

  it('never lets the school or the zone verify or close what is major or suspected of it', () => {
    const others = ROLE_IDS.filter((role) => roleClassOf(role) !== 'bureau');
    for (const status of STATUSES) {
      for (const grade of ['major', 'suspected-major'] as const) {
        for (const move of ['verify-pass', 'verify-return', 'close'] as const) {
          const kinds = others.map((role) => decideMove({ status, grade }, move, work(role)).kind);
          expect(new Set(kinds)).toEqual(new Set(['refused']));
        }
      }
    }
  });

  it('lets auditors and administrators move nothing', () => {
    for (const status of STATUSES) {
      for (const move of MOVES) {
        for (const stage of ['grading', 'assignment', 'rectification'] as const) {
          for (const role of ['auditor', 'administrator'] as const) {
            expect(decideMove({ status, grade: 'general' }, move, { stage, role }).kind).toBe('refused');
          }
        }
      }
    }
  });
});
