import { compileMatcher } from './compile-matcher.js';
import { lexiconOf } from './lexicon.fixture.js';
import { matchText } from './match-text.js';
import { extendMatcher, type RulePhrase, unknownConcepts } from './rule-phrases.js';
import { countSpellings, expandPhrase } from './expand-phrase.js';

const base = compileMatcher(
  lexiconOf({
    places: { exit: '安全出口', dorm: '宿舍' },
    states: { locked: '锁(着|死)', slight: '轻微' },
    marks: { prohibit: '严禁', absent: '未发现' },
    rules: { 'FI-16b': [{ all: ['exit', 'locked'], unless: ['slight'] }] },
  }),
);
const extended = (...phrases: RulePhrase[]) => extendMatcher(base, new Map([['FI-D01', phrases]]));
const hit = (text: string, matcher: ReturnType<typeof extended>) =>
  matchText(text, null, null, matcher).map(({ ruleId }) => ruleId);

describe('extendMatcher', () => {
  const matcher = extended({ all: ['dorm', '户外电源'], unless: ['充满'] }, { all: ['私~储能', 'slight'] });

  it.each([
    ['宿舍里放着户外电源', ['FI-D01']],
    ['户外电源放在宿舍', ['FI-D01']],
    ['宿舍里的户外电源充满了', []],
    ['严禁在宿舍放户外电源', []],
    ['宿舍未发现户外电源', []],
    ['私自带储能箱，轻微', ['FI-D01']],
    ['办公室里放着户外电源', []],
    ['安全出口锁死，宿舍有户外电源', ['FI-16b', 'FI-D01']],
    ['安全出口轻微锁死', []],
  ])('hears in %s', (text, expected) => {
    expect(hit(text, matcher).sort()).toEqual(expected);
  });

  it('leaves the matcher that it is made from as it was', () => {
    expect(hit('宿舍里放着户外电源', base)).toEqual([]);
    expect(hit('安全出口锁死', base)).toEqual(['FI-16b']);
  });

  it('leaves out a phrase that names an unknown concept, and says which', () => {
    const phrase = { all: ['dorm', 'exit|stairs'], unless: ['hall 大厅'] };
    expect(unknownConcepts(phrase, base)).toEqual([
      { path: '/all/1', concept: 'stairs' },
      { path: '/unless/0', concept: 'hall' },
    ]);
    expect(hit('宿舍安全出口', extended(phrase))).toEqual([]);
  });
});

describe('countSpellings', () => {
  it.each(['锁', '锁(着|死)', '未(安装|装上?)烟感?', '((一|二)楼|顶楼)?(门|窗)', '(a|b)(c|d)(e|f)?'])(
    'counts %s without writing it out',
    (phrase) => {
      expect(countSpellings(phrase)).toBe(expandPhrase(phrase).length);
    },
  );
});
