import { createHash } from 'node:crypto';

/** Set before what is hashed, so that no leaf can be passed off as an inner node. */
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

interface Subtree {
  readonly size: number;
  readonly hash: Buffer;
}

/**
 * The Merkle tree of RFC 6962, section 2.1, over leaves that come one after another. It keeps one hash for each binary digit of
 * their number, so a million leaves need no more memory than twenty.
 */
export class MerkleTree {
  /** Full subtrees from left to right; each is larger than the next. */
  private readonly subtrees: Subtree[] = [];

  add(leaf: Uint8Array | string): void {
    let grown: Subtree = { size: 1, hash: sha256(LEAF, leaf) };
    for (let left = this.subtrees.at(-1); left?.size === grown.size; left = this.subtrees.at(-1)) {
      this.subtrees.pop();
      grown = { size: left.size * 2, hash: sha256(NODE, left.hash, grown.hash) };
    }
    this.subtrees.push(grown);
  }

  get size(): number {
    return this.subtrees.reduce((sum, { size }) => sum + size, 0);
  }

  /** SHA-256 of nothing when there is no leaf. */
  root(): Buffer {
    const hashes = this.subtrees.map(({ hash }) => hash);
    return hashes.length === 0 ? sha256() : hashes.reduceRight((right, left) => sha256(NODE, left, right));
  }
}
