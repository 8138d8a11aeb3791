/**
 * Words by their characters in flat arrays, since hundreds of thousands of words as objects would take hundreds of megabytes. Nodes
 * are numbered level by level, so the children of node n are the nodes from firstChild[n] up to firstChild[n + 1], in the order of
 * their characters; node 0 is the root.
 */
export interface WordTree {
  /** The children of the root by their characters; 0 where there is none. */
  readonly root: Int32Array;
  readonly code: Uint16Array;
  readonly firstChild: Int32Array;
  readonly firstLabel: Int32Array;
  readonly labels: Int32Array;
}
