import { simplify } from './glyph-table.js';
import { type WordTrie } from './word-trie.js';

/** Text in one spelling, and for every unit of it the piece of the original [start, end) that it stands for. */
export interface NormalText {
  readonly text: string;
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Wrong spellings and their right ones, index by index. */
export interface Spelling {
  readonly wrong: WordTrie;
  readonly right: readonly string[];
}

/** What is longer than this is no report typed on a phone; the rest of it is not read. */
const LONGEST = 6000;
const MARKS = new Map<string, string>([...'；;！!？?｡。…'].map((mark) => [mark, '。']));
for (const mark of '，,﹐､') MARKS.set(mark, '，');
for (const mark of '：:﹕') MARKS.set(mark, '：');
for (const mark of '（(〔【[') MARKS.set(mark, '（');
for (const mark of '）)〕】]') MARKS.set(mark, '）');

const SPOKEN_BEFORE = /[^\s，,。；;：:、！!？?（(]{1,4}$/;
const SPOKEN_BEHIND = /^[ \u3000]{1,4}([^\s，,。；;：:、！!？?）)]{1,4})/;

/** Half width, lower case, simplified glyphs, one set of punctuation, no blanks, common slips mended. */
export function normaliseText(original: string, spelling: Spelling): NormalText {
  return mend(foldWidth(original), spelling);
}

function foldWidth(original: string): NormalText {
  const length = Math.min(original.length, LONGEST);
  const start: number[] = [];
  const end: number[] = [];
  let text = '';
  for (let i = 0; i < length; i++) {
    const glyph = isPause(original, i)
      ? '，'
      : foldGlyph(original.charAt(i), i === 0 ? '' : original.charAt(i - 1), original.charAt(i + 1));
    if (glyph === '') continue;
    text += glyph;
    start.push(i);
    end.push(i + 1);
  }
  return { text, start, end };
}

/** Many type a blank where a comma belongs: 后门锁着 钥匙在保安那. Between shorter pieces it is only a blank. */
function isPause(text: string, at: number): boolean {
  if (!/[ \u3000]/.test(text.charAt(at))) return false;
  const before = SPOKEN_BEFORE.exec(text.slice(Math.max(0, at - 4), at))?.[0].length ?? 0;
  const behind = SPOKEN_BEHIND.exec(text.slice(at, at + 8))?.[1]?.length ?? 0;
  return before >= 3 && behind >= 3 && before + behind >= 7;
}

function foldGlyph(glyph: string, before: string, after: string): string {
  const code = glyph.charCodeAt(0);
  if (glyph === '\n' || glyph === '\r') return '。';
  if (code <= 0x20 || code === 0x3000 || code === 0xa0 || (code >= 0x200b && code <= 0x200f) || code === 0xfeff)
    return '';
  const mark = MARKS.get(glyph);
  if (mark) return mark;
  if (code < 0x80) return glyph === '.' && !(isDigit(before) && isDigit(after)) ? '。' : glyph.toLowerCase();
  if (code > 0xff00 && code < 0xff5f) return foldGlyph(String.fromCharCode(code - 0xfee0), before, after);
  return simplify(glyph);
}

const isDigit = (glyph: string): boolean => /^[0-9０-９]$/.test(glyph);

function mend(folded: NormalText, spelling: Spelling): NormalText {
  const start: number[] = [];
  const end: number[] = [];
  let text = '';
  for (let i = 0; i < folded.text.length;) {
    const slip = spelling.wrong.longestAt(folded.text, i);
    const right = slip ? (spelling.right[slip.label] ?? '') : folded.text.charAt(i);
    const next = slip ? slip.end : i + 1;
    text += right;
    for (let k = 0; k < right.length; k++) {
      // A mended slip of equal length keeps its offsets glyph by glyph; otherwise every glyph stands for the whole slip.
      const same = right.length === next - i;
      start.push(folded.start[same ? i + k : i] ?? 0);
      end.push(folded.end[same ? i + k : next - 1] ?? 0);
    }
    i = next;
  }
  return { text, start, end };
}
