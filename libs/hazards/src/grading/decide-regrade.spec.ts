import { decideRegrade, type GradedState, type RegradeCause } from './decide-regrade.js';
import { type Grade, GRADES } from './grade.js';

const state = (grade: Grade, more: Partial<GradedState> = {}): GradedState => ({ grade, closed: false, ...more });
const rejected = { decidedByPerson: { grade: 'general' as const, grounds: ['rule:FI-21'] } };

describe('decideRegrade', () => {
  it.each<[string, GradedState, Grade, string[], RegradeCause, object]>([
    ['rules that rise', state('general'), 'major', ['rule:FI-21'], 'rule-update', { kind: 'raise', to: 'major' }],
    ['rules that fall', state('major'), 'general', [], 'rule-update', { kind: 'keep', reason: 'rules-never-lower' }],
    [
      'rules that doubt',
      state('major'),
      'suspected-major',
      ['rule:FI-05'],
      'rule-update',
      { kind: 'keep', reason: 'rules-never-lower' },
    ],
    ['a place that falls', state('major'), 'general', [], 'place', { kind: 'ask-person', to: 'general' }],
    ['facts that fall', state('suspected-major'), 'general', [], 'facts', { kind: 'ask-person', to: 'general' }],
    ['the same grade', state('major'), 'major', ['rule:FI-05'], 'place', { kind: 'keep', reason: 'same-grade' }],
    [
      'a closed hazard',
      state('general', { closed: true }),
      'major',
      ['rule:FI-05'],
      'rule-update',
      { kind: 'keep', reason: 'closed' },
    ],
    [
      'a suspicion that was rejected',
      state('general', rejected),
      'suspected-major',
      ['rule:FI-21'],
      'rule-update',
      { kind: 'keep', reason: 'person-decided' },
    ],
    [
      'a rejected suspicion that is major now',
      state('general', rejected),
      'major',
      ['rule:FI-21'],
      'rule-update',
      { kind: 'ask-person', to: 'major' },
    ],
    [
      'a new ground after a rejection',
      state('general', rejected),
      'suspected-major',
      ['rule:FI-21', 'rule:FO-02'],
      'facts',
      { kind: 'raise', to: 'suspected-major' },
    ],
    [
      'an override up that facts do not share',
      state('major', { decidedByPerson: { grade: 'major', grounds: [] } }),
      'general',
      [],
      'place',
      { kind: 'keep', reason: 'person-decided' },
    ],
  ])('%s', (_what, current, grade, grounds, cause, decision) => {
    expect(decideRegrade(current, { grade, grounds }, cause)).toEqual(decision);
  });

  it('never lets a rule update lower any grade', () => {
    for (const from of GRADES) {
      for (const to of GRADES) {
        const decision = decideRegrade(state(from), { grade: to, grounds: [] }, 'rule-update');
        const falls = GRADES.indexOf(to) < GRADES.indexOf(from);
        if (falls) expect(decision).toEqual({ kind: 'keep', reason: 'rules-never-lower' });
      }
    }
  });
});
