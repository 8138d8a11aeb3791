import fc from 'fast-check';
import { expandPhrase, partsOfPhrase } from './expand-phrase.js';
import { WordTrie } from './word-trie.js';

function trieOf(...phrases: [phrase: string, label: number][]): WordTrie {
  const trie = new WordTrie();
  for (const [phrase, label] of phrases) trie.add(partsOfPhrase(phrase), label);
  return trie;
}

const scan = (trie: WordTrie, text: string) => trie.scan(text).map(({ label, start, end }) => [label, start, end]);

describe('WordTrie', () => {
  it('answers hits by their start, and of one start the longest first', () => {
    const trie = trieOf(['门', 1], ['安全门', 2], ['安全', 3], ['全门', 4]);
    expect(scan(trie, '安全门')).toEqual([
      [2, 0, 3],
      [3, 0, 2],
      [4, 1, 3],
      [1, 2, 3],
    ]);
  });

  it('keeps each label of a word once, in the order in which they were added', () => {
    const trie = trieOf(['锁', 9], ['锁', 3], ['锁(上)?', 9], ['锁', 5]);
    expect(scan(trie, '锁')).toEqual([
      [9, 0, 1],
      [3, 0, 1],
      [5, 0, 1],
    ]);
  });

  it('finds every child of a node, whatever the order in which they were added', () => {
    const trie = trieOf(['未关', 1], ['未装', 2], ['未验', 3], ['未修', 4], ['未锁', 5]);
    expect(scan(trie, '未修未锁未关未验未装未开').map(([label]) => label)).toEqual([4, 5, 1, 3, 2]);
  });

  it('takes the longest word at a place, and none that only begins there', () => {
    const trie = trieOf(['灭火', 1], ['灭火器(材)?', 2], ['灭火器材料库', 3]);
    expect(trie.longestAt('灭火器材料', 0)).toEqual({ label: 2, end: 4 });
    expect(trie.longestAt('灭火器材料', 1)).toBeNull();
    expect(trie.longestAt('灭火器材料', 5)).toBeNull();
  });

  it('has no empty word, and none at all when nothing was added', () => {
    expect(scan(trieOf(['(锁)?', 1], ['', 2]), '锁门')).toEqual([[1, 0, 1]]);
    expect(scan(new WordTrie(), '锁门')).toEqual([]);
  });

  it('takes no word once one was looked for', () => {
    const trie = trieOf(['锁', 1]);
    trie.build();
    expect(() => trie.add(partsOfPhrase('门'), 2)).toThrow('looked for');
  });

  it('finds what a search for each spelling finds, however many there are', () => {
    const glyph = fc.constantFrom('甲', '乙', '丙', 'a');
    const word = fc.array(glyph, { minLength: 1, maxLength: 4 }).map((glyphs) => glyphs.join(''));
    const group = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }), fc.boolean());
    const phrase = fc
      .array(group, { minLength: 1, maxLength: 4 })
      .map((groups) => groups.map(([words, isOptional]) => `(${words.join('|')})${isOptional ? '?' : ''}`).join(''));
    const text = fc.array(glyph, { maxLength: 12 }).map((glyphs) => glyphs.join(''));
    fc.assert(
      fc.property(fc.array(phrase, { maxLength: 6 }), text, (phrases, searched) => {
        const found = scan(trieOf(...phrases.map((source, label): [string, number] => [source, label])), searched);
        expect(found).toEqual(searchOneByOne(phrases, searched));
      }),
    );
  });
});

function searchOneByOne(phrases: readonly string[], text: string): number[][] {
  const spellings = phrases.map((phrase) => new Set(expandPhrase(phrase)));
  const hits: number[][] = [];
  for (let start = 0; start < text.length; start++) {
    for (let end = text.length; end > start; end--) {
      spellings.forEach((known, label) => {
        if (known.has(text.slice(start, end))) hits.push([label, start, end]);
      });
    }
  }
  return hits;
}
