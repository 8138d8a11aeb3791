/** The end of one chain at the moment of a checkpoint. */
export interface SealedHead {
  readonly streamKind: string;
  readonly stream: string;
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
}

const LINE = /^([a-z-]+) ([0-9a-f-]{36}) (\d{1,10}) ([0-9a-f]{64})$/;

/** A head as a line of the heads file and as a leaf of the Merkle tree: kind, stream, seq and hash between blanks. */
export const headLine = ({ streamKind, stream, seq, hash }: SealedHead): string =>
  `${streamKind} ${stream} ${seq} ${hash}`;

/** Undefined when the line is not one of `headLine`. */
export function readHead(line: string): SealedHead | undefined {
  const [, streamKind, stream, seq, hash] = LINE.exec(line) ?? [];
  return streamKind && stream && seq && hash ? { streamKind, stream, seq: Number(seq), hash } : undefined;
}
