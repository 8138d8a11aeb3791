/** A found word: `label` is what it was registered under, [start, end) are offsets in the scanned text. */
export interface WordHit {
  readonly label: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The tree in flat arrays, since hundreds of thousands of words as objects would take hundreds of megabytes. Nodes are numbered level
 * by level, so the children of node n are the nodes from firstChild[n] up to firstChild[n + 1], in the order of their characters.
 */
interface Tree {
  readonly root: Int32Array;
  readonly code: Uint16Array;
  readonly firstChild: Int32Array;
  readonly firstLabel: Int32Array;
  readonly labels: Int32Array;
}

/** All occurrences of many words in one pass. Words are short, so walking on from every offset beats failure links. */
export class WordTrie {
  private words: [word: string, label: number][] = [];
  private built?: Tree;

  /** Words are added first and looked for afterwards. Throws once one was looked for. */
  add(word: string, label: number): void {
    if (this.built) throw new Error(`${word}: no word is added once one was looked for`);
    if (word !== '') this.words.push([word, label]);
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

  /** Builds the tree now instead of at the first search, and gives the words' memory back. */
  build(): void {
    this.tree();
  }

  private tree(): Tree {
    if (!this.built) {
      this.built = treeOf(this.words);
      this.words = [];
    }
    return this.built;
  }
}

/** 0 when there is none: nothing leads back to the root. */
function childOf({ code, firstChild }: Tree, node: number, wanted: number): number {
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

const labelsOf = ({ labels, firstLabel }: Tree, node: number): Int32Array =>
  labels.subarray(firstLabel[node], firstLabel[node + 1]);

/** Words of one beginning stand together once they are sorted, so each node is a stretch of them. */
function treeOf(words: [word: string, label: number][]): Tree {
  // The sort is stable: labels of one word stay in the order in which they were added.
  words.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const code = [0];
  const firstChild: number[] = [];
  const firstLabel: number[] = [];
  const labels: number[] = [];
  const stretches = [{ from: 0, to: words.length, depth: 0 }];
  for (const { from, to, depth } of stretches) {
    let at = from;
    const own = labels.length;
    firstLabel.push(own);
    for (; at < to && words[at]?.[0].length === depth; at++) {
      const label = words[at]?.[1] ?? 0;
      if (!labels.includes(label, own)) labels.push(label);
    }
    firstChild.push(code.length);
    while (at < to) {
      const next = words[at]?.[0].charCodeAt(depth) ?? 0;
      const begin = at;
      while (at < to && words[at]?.[0].charCodeAt(depth) === next) at++;
      code.push(next);
      stretches.push({ from: begin, to: at, depth: depth + 1 });
    }
  }
  firstChild.push(code.length);
  firstLabel.push(labels.length);
  const root = new Int32Array(65_536);
  for (let node = 1; node < (firstChild[1] ?? 0); node++) root[code[node] ?? 0] = node;
  return {
    root,
    code: Uint16Array.from(code),
    firstChild: Int32Array.from(firstChild),
    firstLabel: Int32Array.from(firstLabel),
    labels: Int32Array.from(labels),
  };
}
