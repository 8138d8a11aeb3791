import { GrowingTree } from './growing-tree.js';
import { type WordTree } from './word-tree.js';

/** A found word: `label` is what it was registered under, [start, end) are offsets in the scanned text. */
export interface WordHit {
  readonly label: number;
  readonly start: number;
  readonly end: number;
}

/** All occurrences of many words in one pass. Words are short, so walking on from every offset beats failure links. */
export class WordTrie {
  private growing: GrowingTree | null = new GrowingTree();
  private built?: WordTree;

  /**
   * Words are added first and looked for afterwards. Throws once one was looked for.
   * @param parts of the word, each in the spellings that it may take.
   */
  add(parts: readonly (readonly string[])[], label: number): void {
    if (!this.growing) throw new Error('no word is added once one was looked for');
    this.growing.add(parts, label);
  }

  /** Hits in order of their start, of one start the longest first. */
  scan(text: string): WordHit[] {
    const tree = this.tree();
    const hits: WordHit[] = [];
    const path: number[] = [];
    for (let start = 0; start < text.length; start++) {
      path.length = 0;
      let node = tree.root[text.charCodeAt(start)] ?? 0;
      while (node > 0) {
        path.push(node);
        const end = start + path.length;
        node = end < text.length ? childOf(tree, node, text.charCodeAt(end)) : 0;
      }
      for (let length = path.length; length > 0; length--) {
        for (const label of labelsOf(tree, path[length - 1] ?? 0)) hits.push({ label, start, end: start + length });
      }
    }
    return hits;
  }

  /** The longest word that starts at `start`, if any. */
  longestAt(text: string, start: number): { label: number; end: number } | null {
    const tree = this.tree();
    let found: { label: number; end: number } | null = null;
    let node = start < text.length ? (tree.root[text.charCodeAt(start)] ?? 0) : 0;
    for (let end = start + 1; node > 0; end++) {
      const [label] = labelsOf(tree, node);
      if (label !== undefined) found = { label, end };
      node = end < text.length ? childOf(tree, node, text.charCodeAt(end)) : 0;
    }
    return found;
  }

  /** Builds the tree now instead of at the first search, and gives back the memory that adding took. */
  build(): void {
    this.tree();
  }

  private tree(): WordTree {
    this.built ??= (this.growing ?? new GrowingTree()).finish();
    this.growing = null;
    return this.built;
  }
}

/** 0 when there is none: nothing leads back to the root. */
function childOf({ code, firstChild }: WordTree, node: number, wanted: number): number {
  let low = firstChild[node] ?? 0;
  let high = firstChild[node + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = code[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle;
  }
  return 0;
}

const labelsOf = ({ labels, firstLabel }: WordTree, node: number): Int32Array =>
  labels.subarray(firstLabel[node], firstLabel[node + 1]);
