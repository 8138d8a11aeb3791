import { createHash } from 'node:crypto';

/** The hash before the first event. */
export const CHAIN_START = Buffer.alloc(32);

export interface ChainLink {
  readonly stream: string;
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly type: string;
  readonly canonical: Buffer;
}

/** SHA-256 over the previous hash, the event's place in the chain and its canonical bytes. Mirrors app.history_hash. */
export function historyHash(previous: Buffer, link: ChainLink): Buffer {
  const place = ['tocsin.history.v1', link.stream, link.seq, link.at.toISOString(), link.actor, link.type, ''].join('\n');
  return createHash('sha256').update(previous).update(place).update(link.canonical).digest();
}
