import { type Role, ROLE_IDS } from '../directory/role.js';
import { decideGradeByPerson } from './decide-grade-by-person.js';
import { type Grade } from './grade.js';

const decide = (from: Grade | null, to: Grade, role: Role = 'safety-section', reason = '现场核实') =>
  decideGradeByPerson({ grade: from, status: 'graded' }, { grade: to, reason }, role);

describe('decideGradeByPerson', () => {
  it.each<[Grade, Grade, string, string]>([
    ['suspected-major', 'major', 'confirmed', 'up'],
    ['suspected-major', 'general', 'rejected', 'down'],
    ['major', 'general', 'overridden', 'down'],
    ['general', 'major', 'overridden', 'up'],
    ['major', 'major', 'confirmed', 'same'],
    ['general', 'general', 'confirmed', 'same'],
  ])('%s to %s is %s, %s', (from, to, kind, direction) => {
    expect(decide(from, to)).toMatchObject({ kind, from, to, direction, reason: '现场核实' });
  });

  it("is the bureau's alone", () => {
    const allowed = ROLE_IDS.filter((role) => decide('major', 'general', role).kind !== 'refused');
    expect(allowed).toEqual([
      'safety-section',
      'safety-section-chief',
      'deputy-director',
      'director',
      'city-bureau',
      'province-department',
    ]);
    expect(decide('suspected-major', 'general', 'principal')).toEqual({ kind: 'refused', reason: 'role-may-not' });
  });

  it('needs a reason, a grade to decide and a hazard that is not ended', () => {
    expect(decide('major', 'general', 'director', ' \n')).toEqual({ kind: 'refused', reason: 'reason-missing' });
    expect(decide('major', 'suspected-major')).toEqual({ kind: 'refused', reason: 'decides-nothing' });
    expect(decide(null, 'major')).toEqual({ kind: 'refused', reason: 'not-graded' });
    const ended = { grade: 'major', status: 'closed' } as const;
    expect(decideGradeByPerson(ended, { grade: 'general', reason: '因' }, 'director')).toEqual({
      kind: 'refused',
      reason: 'already-ended',
    });
  });
});
