import { createHash } from 'node:crypto';
import { MerkleTree } from './merkle-tree.js';

/** The leaves and roots with which implementations of Certificate Transparency are tested. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const treeOf = (leaves: readonly (Uint8Array | string)[]): MerkleTree => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree;
};
const rootOf = (leaves: readonly (Uint8Array | string)[]): string => treeOf(leaves).root().toString('hex');

/** The definition as the RFC gives it, recursively. */
function definedRoot(leaves: readonly string[]): Buffer {
  const hash = (...parts: (Buffer | string)[]) =>
    createHash('sha256')
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest();
  if (leaves.length === 1) return hash(Buffer.from([0]), leaves[0] ?? '');
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hash(Buffer.from([1]), definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

describe('the Merkle tree', () => {
  it.each(ROOTS.map((root, at) => [at + 1, root] as const))(
    'over the first %i known leaves has the known root',
    (n, root) => {
      const leaves = LEAVES.slice(0, n).map((hex) => Buffer.from(hex, 'hex'));
      expect(rootOf(leaves)).toBe(root);
      expect(treeOf(leaves).size).toBe(n);
    },
  );

  it('without a leaf is the hash of nothing', () => {
    expect(rootOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(new MerkleTree().size).toBe(0);
  });

  it('follows the definition for every number of leaves, around the powers of two too', () => {
    const leaves = Array.from({ length: 70 }, (_, n) => `leaf ${n}`);
    for (let n = 1; n <= leaves.length; n += 1)
      expect(rootOf(leaves.slice(0, n))).toBe(definedRoot(leaves.slice(0, n)).toString('hex'));
  });

  it('changes with each leaf, with their order, and when a node is offered as a leaf', () => {
    const root = rootOf(['a', 'b', 'c']);
    expect(
      new Set([
        root,
        rootOf(['x', 'b', 'c']),
        rootOf(['a', 'x', 'c']),
        rootOf(['a', 'b', 'x']),
        rootOf(['b', 'a', 'c']),
        rootOf(['a', 'b']),
      ]).size,
    ).toBe(6);
    const inner = Buffer.concat([treeOf(['a']).root(), treeOf(['b']).root()]);
    expect(rootOf([inner])).not.toBe(rootOf(['a', 'b']));
  });

  it('can be asked in between and goes on', () => {
    const tree = treeOf(['a', 'b', 'c']);
    tree.root();
    tree.add('d');
    expect(tree.root().toString('hex')).toBe(rootOf(['a', 'b', 'c', 'd']));
  });
});
