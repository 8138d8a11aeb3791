/** Sentence and clause number of every offset of a normalised text. Clauses count through the whole text. */
export interface Segments {
  readonly sentenceAt: Uint16Array;
  readonly clauseAt: Uint16Array;
  readonly clauses: readonly Clause[];
}

export interface Clause {
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
}

const ITEM =
  /[①-⑳]|(?<![0-9一二三四五六七八九十第高初大小])(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:、(?![0-9一二三四五六七八九十])|）)/g;

/** Cuts at full stops, semicolons, line ends and the numbers of a list; clauses at commas. 、 joins, it does not cut. */
export function segmentsOf(text: string): Segments {
  const sentenceAt = new Uint16Array(text.length);
  const clauseAt = new Uint16Array(text.length);
  const clauses: Clause[] = [];
  const itemEnds = new Set([...text.matchAll(ITEM)].map((item) => item.index + item[0].length - 1));

  let sentence = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    sentenceAt[i] = sentence;
    clauseAt[i] = clauses.length;
    const glyph = text.charAt(i);
    const endsSentence = glyph === '。' || itemEnds.has(i);
    if (!endsSentence && glyph !== '，') continue;
    clauses.push({ start: from, end: i, sentence });
    from = i + 1;
    if (endsSentence) sentence++;
  }
  clauses.push({ start: from, end: text.length, sentence });
  return { sentenceAt, clauseAt, clauses };
}
