export type Side = 'file' | 'table';

/** What can be wrong with the checkpoints, and what they find wrong with the history. */
export type CheckpointFault =
  | { readonly fault: RecordFault; readonly checkpoint: number; readonly where: Side }
  | { readonly fault: SeriesFault; readonly checkpoint: number }
  | HeadFault;

export type RecordFault =
  /** There is nothing of it. */
  | 'absent'
  /** It ends before this checkpoint. */
  | 'shortened'
  /** This checkpoint is not in it, though later ones are. */
  | 'lacking'
  | 'unreadable'
  | 'unknown-key'
  | 'bad-signature'
  /** The heads of this checkpoint are not there, or not those that it sealed. */
  | 'heads-missing'
  | 'heads-edited';

export type SeriesFault =
  /** In neither of the two. */
  | 'missing'
  /** Signed twice, with different contents. */
  | 'forked'
  /** Does not continue the one before it. */
  | 'out-of-line'
  /** Neither of the two still has its heads, so nothing can be compared with it. */
  | 'heads-lost';

/** A chain that is no longer what a checkpoint sealed; the first such checkpoint. */
export interface HeadFault {
  readonly fault: 'tail-cut' | 'chain-removed' | 'event-removed' | 'rewritten';
  readonly checkpoint: number;
  readonly takenAt: string;
  readonly streamKind: string;
  readonly stream: string;
  /** The sealed position. */
  readonly seq: number;
  /** Where the chain ends today; null when nothing is left of it. */
  readonly endsAt: number | null;
}
