import { type RuleClass } from '../rule-pack.js';
import { compileMatcher } from './compile-matcher.js';
import { gradeText } from './grade-text.js';
import { lexiconOf } from './lexicon.fixture.js';

const matcher = compileMatcher(
  lexiconOf({
    states: { locked: '上锁', dirty: '脏' },
    places: { exit: '安全出口' },
    rules: {
      'FI-16b': [['exit', 'locked']],
      'FI-31': [{ all: ['exit', 'dirty'] }],
      'BD-02': [{ all: ['exit', 'dirty', 'locked'], class: 'general' }],
    },
  }),
);
const gradeAs = (text: string, classes: Record<string, RuleClass>) =>
  gradeText({ text }, new Map(Object.entries(classes).map(([id, value]) => [id, { id, class: value }])), matcher);

describe('gradeText', () => {
  it.each<[RuleClass, string]>([
    ['direct', 'suspected-major'],
    ['direct-unverified', 'suspected-major'],
    ['combined', 'general'],
    ['general', 'general'],
  ])('makes of a hit on a rule of class %s: %s, and never major', (ruleClass, grade) => {
    expect(gradeAs('安全出口上锁', { 'FI-16b': ruleClass }).grade).toBe(grade);
  });

  it('grades as general what no rule knows', () => {
    expect(gradeAs('天气晴', {})).toEqual({ grade: 'general', ruleIds: [], matched: [] });
  });

  it('names rules in order and every marked word once, in reading order', () => {
    expect(gradeAs('安全出口脏又上锁', { 'FI-16b': 'direct', 'FI-31': 'general' })).toEqual({
      grade: 'suspected-major',
      ruleIds: ['BD-02', 'FI-16b', 'FI-31'],
      matched: ['安全出口', '脏', '上锁'],
    });
  });

  it('lets a wording lower its rule', () => {
    expect(gradeAs('安全出口又脏又上锁', { 'BD-02': 'direct' }).grade).toBe('general');
  });
});
