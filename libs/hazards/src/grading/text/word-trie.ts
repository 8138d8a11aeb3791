/** A found word: `label` is what it was registered under, [start, end) are offsets in the scanned text. */
export interface WordHit {
  readonly label: number;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly next: Map<number, Node>;
  labels: number[] | null;
}

/** All occurrences of many words in one pass. Words are short, so walking on from every offset beats failure links. */
export class WordTrie {
  private readonly root: Node = { next: new Map(), labels: null };

  add(word: string, label: number): void {
    let node = this.root;
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      let child = node.next.get(code);
      if (!child) node.next.set(code, (child = { next: new Map(), labels: null }));
      node = child;
    }
    if (node === this.root) return;
    node.labels ??= [];
    if (!node.labels.includes(label)) node.labels.push(label);
  }

  /** Hits in order of their start, of one start the longest first. */
  scan(text: string): WordHit[] {
    const hits: WordHit[] = [];
    const path: Node[] = [];
    for (let start = 0; start < text.length; start++) {
      path.length = 0;
      let node = this.root.next.get(text.charCodeAt(start));
      while (node) {
        path.push(node);
        const end = start + path.length;
        node = end < text.length ? node.next.get(text.charCodeAt(end)) : undefined;
      }
      for (let length = path.length; length > 0; length--) {
        const labels = path[length - 1]?.labels;
        if (labels) for (const label of labels) hits.push({ label, start, end: start + length });
      }
    }
    return hits;
  }

  /** The longest word that starts at `start`, if any. */
  longestAt(text: string, start: number): { label: number; end: number } | null {
    let found: { label: number; end: number } | null = null;
    let node = this.root.next.get(text.charCodeAt(start));
    for (let end = start + 1; node; end++) {
      const label = node.labels?.[0];
      if (label !== undefined) found = { label, end };
      node = end < text.length ? node.next.get(text.charCodeAt(end)) : undefined;
    }
    return found;
  }
}
