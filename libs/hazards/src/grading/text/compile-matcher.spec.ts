import { compileMatcher } from './compile-matcher.js';
import { expandPhrase } from './expand-phrase.js';
import { lexiconOf } from './lexicon.fixture.js';
import { numberFrom, quantitiesOf } from './quantities.js';

describe('compileMatcher', () => {
  it.each([
    ['X: there is no concept exits', { X: [['exits']] }],
    ['X: there is no measure storey', { X: [['storey > 3']] }],
    ['X: unbalanced parentheses in the phrase 未(安装', { X: [['未(安装']] }],
  ])('refuses a broken pattern and names its rule: %s', (message, rules) => {
    expect(() => compileMatcher(lexiconOf({ rules }))).toThrow(message);
  });

  it('refuses a concept that is defined twice', () => {
    expect(() => compileMatcher(lexiconOf({ places: { exit: '出口' }, states: { exit: '出' } }))).toThrow(
      'exit is defined twice',
    );
  });
});

describe('expandPhrase', () => {
  it.each([
    ['堵', ['堵']],
    ['未(安装|装)', ['未安装', '未装']],
    ['卷闸门?', ['卷闸门', '卷闸']],
    ['(被|)锁(死|住)?', ['被锁死', '被锁住', '被锁', '锁死', '锁住', '锁']],
    ['(a(b|c)|d)', ['ab', 'ac', 'd']],
  ])('%s', (phrase, spellings) => {
    expect(expandPhrase(phrase)).toEqual(spellings);
  });
});

describe('quantities', () => {
  it.each([
    ['0', 0],
    ['1.05', 1.05],
    ['十', 10],
    ['十九', 19],
    ['二十五', 25],
    ['一百', 100],
    ['一百二', 120],
    ['一百零二', 102],
    ['一百二十', 120],
    ['两', 2],
    ['一点一', 1.1],
  ])('reads %s as %d', (glyphs, value) => {
    expect(numberFrom(glyphs)).toBeCloseTo(value, 10);
  });

  it.each([
    ['设在四楼', 'floor', 4],
    ['第4层', 'floor', 4],
    ['共四层', 'storeys', 4],
    ['三层教学楼', 'storeys', 3],
    ['高95公分', 'metres', 0.95],
    ['只有一米二', 'metres', 1.2],
    ['超过百分之六十', 'percent', 60],
    ['过期3个月', 'months', 3],
    ['核载19人', 'seats', 19],
    ['坐了二十五人', 'persons', 25],
    ['7座面包车坐了8名学生', 'overload', 1],
  ])('finds in %s: %s %d', (text, measure, value) => {
    expect(quantitiesOf(text)).toContainEqual(expect.objectContaining({ measure, value }));
  });

  it('sees no overload in a full bus', () => {
    expect(quantitiesOf('核载19人，实载19人').map(({ measure }) => measure)).not.toContain('overload');
  });
});
