import { type WordTree } from './word-tree.js';

const CHARACTERS = 65_536;

/**
 * A tree of words while words are added. It is flat, too, and grows along the parts of a phrase instead of taking every spelling as
 * a word of its own: what hundreds of thousands of spellings take at start is memory that the process holds on to.
 */
export class GrowingTree {
  private nodes = 1;
  /** Of the root, whose children are too many to stand in a row. */
  private readonly childrenOfRoot = new Map<number, number>();
  private code = new Uint16Array(256);
  /** The child with the least character, and the node with the next one of the same parent; 0 where there is none. */
  private firstChild = new Int32Array(256);
  private sibling = new Int32Array(256);
  /** A node that ends a word, and its label; the same again for the next. */
  private labelled = new Int32Array(256);
  private labels = 0;

  /** @param parts one after the other, each in the spellings that it may take; a spelling may be empty, a word not. */
  add(parts: readonly (readonly string[])[], label: number): void {
    let ends: number[] = [0];
    for (const spellings of parts) {
      ends = ends.flatMap((node) => spellings.map((spelling) => this.walk(node, spelling)));
    }
    for (const node of new Set(ends)) if (node > 0) this.mark(node, label);
  }

  /** The nodes in the order of their levels. What was taken to grow is not needed after it. */
  finish(): WordTree {
    const order = new Int32Array(this.nodes);
    const root = new Int32Array(CHARACTERS);
    const code = new Uint16Array(this.nodes);
    const firstChild = new Int32Array(this.nodes + 1);
    let last = 1;
    for (const [character, node] of [...this.childrenOfRoot].sort(([a], [b]) => a - b)) {
      order[(root[character] = last++)] = node;
    }
    firstChild[0] = 1;
    for (let at = 1; at < this.nodes; at++) {
      const node = order[at] ?? 0;
      code[at] = this.code[node] ?? 0;
      firstChild[at] = last;
      for (let child = this.firstChild[node] ?? 0; child > 0; child = this.sibling[child] ?? 0) order[last++] = child;
    }
    firstChild[this.nodes] = last;
    return { root, code, firstChild, ...this.labelsBy(order) };
  }

  private walk(from: number, spelling: string): number {
    let node = from;
    for (let at = 0; at < spelling.length; at++) {
      const code = spelling.charCodeAt(at);
      node = node === 0 ? this.childOfRoot(code) : this.childOf(node, code);
    }
    return node;
  }

  private childOfRoot(code: number): number {
    const known = this.childrenOfRoot.get(code);
    if (known !== undefined) return known;
    const node = this.grow(code);
    this.childrenOfRoot.set(code, node);
    return node;
  }

  private childOf(parent: number, code: number): number {
    let before = 0;
    let next = this.firstChild[parent] ?? 0;
    while (next > 0 && (this.code[next] ?? 0) < code) {
      before = next;
      next = this.sibling[next] ?? 0;
    }
    if (next > 0 && this.code[next] === code) return next;
    const node = this.grow(code);
    this.sibling[node] = next;
    if (before === 0) this.firstChild[parent] = node;
    else this.sibling[before] = node;
    return node;
  }

  private grow(code: number): number {
    if (this.nodes === this.code.length) {
      this.code = twice(this.code, Uint16Array);
      this.firstChild = twice(this.firstChild, Int32Array);
      this.sibling = twice(this.sibling, Int32Array);
    }
    this.code[this.nodes] = code;
    return this.nodes++;
  }

  private mark(node: number, label: number): void {
    if (this.labels * 2 === this.labelled.length) this.labelled = twice(this.labelled, Int32Array);
    this.labelled[this.labels * 2] = node;
    this.labelled[this.labels * 2 + 1] = label;
    this.labels++;
  }

  /** Each label of a word once, in the order in which they were added. */
  private labelsBy(order: Int32Array): Pick<WordTree, 'firstLabel' | 'labels'> {
    const { starts, members } = this.labelsByNode();
    const firstLabel = new Int32Array(this.nodes + 1);
    const labels = new Int32Array(this.labels);
    let count = 0;
    for (let at = 0; at < this.nodes; at++) {
      const own = (firstLabel[at] = count);
      const node = order[at] ?? 0;
      for (let member = starts[node] ?? 0; member < (starts[node + 1] ?? 0); member++) {
        const label = members[member] ?? 0;
        const isKnown = count > own && labels.subarray(own, count).includes(label);
        if (!isKnown) labels[count++] = label;
      }
    }
    firstLabel[this.nodes] = count;
    return { firstLabel, labels: labels.slice(0, count) };
  }

  /** The labels of node n stand from starts[n] up to starts[n + 1]. */
  private labelsByNode(): { starts: Int32Array; members: Int32Array } {
    const starts = new Int32Array(this.nodes + 2);
    for (let i = 0; i < this.labels; i++) starts[(this.labelled[i * 2] ?? 0) + 2]!++;
    for (let node = 2; node < starts.length; node++) starts[node]! += starts[node - 1]!;
    const members = new Int32Array(this.labels);
    for (let i = 0; i < this.labels; i++) {
      members[starts[(this.labelled[i * 2] ?? 0) + 1]!++] = this.labelled[i * 2 + 1] ?? 0;
    }
    return { starts, members };
  }
}

function twice<A extends Int32Array | Uint16Array>(array: A, Kind: new (length: number) => A): A {
  const grown = new Kind(array.length * 2);
  grown.set(array);
  return grown;
}
