import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../history/canonical-json.js';

const DOMAIN = 'tocsin.checkpoint.v1\n';

/** What stands before the first checkpoint. */
export const FIRST_PREVIOUS = '0'.repeat(64);

/** What one checkpoint vouches for; hashes are SHA-256 in hexadecimal. */
export interface Checkpoint {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  /** app.now() at the sealing, ISO 8601 in UTC. */
  readonly takenAt: string;
  /** Chains and events that this checkpoint and those before it cover together. */
  readonly chains: number;
  readonly events: number;
  /** How many heads this one seals: of the chains that had grown since the one before. */
  readonly heads: number;
  /** The root of the Merkle tree over those heads, in the order of stream kind and stream. */
  readonly root: string;
  /** The hash of the line of the checkpoint before. */
  readonly previous: string;
  /** The name of the key that signs; see `keyName`. */
  readonly key: string;
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signature: Buffer;
}

/** The line under which a checkpoint is kept: canonical JSON of it and its Ed25519 signature. */
export function signedLine(checkpoint: Checkpoint, key: KeyObject): string {
  return lineOf({ checkpoint, signature: sign(null, signedBytes(checkpoint), key) });
}

/** What a line says, whoever signed it; undefined when it is not exactly what `signedLine` writes. */
export function readLine(line: string): SignedCheckpoint | undefined {
  let read: Partial<Record<string, unknown>>;
  try {
    read = (JSON.parse(line) ?? {}) as typeof read;
  } catch {
    return undefined;
  }
  const { signature, ...checkpoint } = read;
  if (typeof signature !== 'string' || !isCheckpoint(checkpoint)) return undefined;
  const signed = { checkpoint, signature: Buffer.from(signature, 'base64') };
  return lineOf(signed) === line ? signed : undefined;
}

export const isSignedBy = ({ checkpoint, signature }: SignedCheckpoint, key: KeyObject): boolean =>
  verify(null, signedBytes(checkpoint), key, signature);

/** By this hash the next checkpoint holds on to this one. */
export const lineHash = (line: string): string => createHash('sha256').update(line).digest('hex');

const signedBytes = (checkpoint: Checkpoint): Buffer => Buffer.from(DOMAIN + canonicalJson(checkpoint));

const lineOf = ({ checkpoint, signature }: SignedCheckpoint): string =>
  canonicalJson({ ...checkpoint, signature: signature.toString('base64') });

function isCheckpoint(read: Partial<Record<string, unknown>>): read is Record<string, unknown> & Checkpoint {
  const { number, takenAt, chains, events, heads, root, previous, key } = read;
  return (
    [number, chains, events, heads].every((n) => Number.isSafeInteger(n) && Number(n) > 0) &&
    [takenAt, root, previous, key].every((text) => typeof text === 'string') &&
    Object.keys(read).length === 8
  );
}
