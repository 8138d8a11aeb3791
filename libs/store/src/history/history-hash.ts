import { createHash } from 'node:crypto';

/** The hash before the first event. */
export const CHAIN_START = Buffer.alloc(32);

export interface ChainLink {
  readonly stream: string;
  readonly seq: number;
  readonly streamKind: string;
  /** As `historyTime` writes it, to the microsecond that the database keeps. */
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly canonical: Buffer;
}

/** An instant as it is hashed: UTC with six decimals, of which our own clocks fill three. */
export const historyTime = (at: Date): string => at.toISOString().replace('Z', '000Z');

/** SHA-256 over the previous hash and all that is stored of the event. Mirrors app.history_hash. */
export function historyHash(previous: Buffer, link: ChainLink): Buffer {
  const { stream, seq, streamKind, at, actor, type } = link;
  const place = ['tocsin.history.v2', stream, seq, streamKind, at, actor, type, ''].join('\n');
  return createHash('sha256').update(previous).update(place).update(link.canonical).digest();
}
