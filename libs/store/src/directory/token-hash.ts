import { createHash } from 'node:crypto';

/** What is stored of a session's token: a token of 256 random bits cannot be guessed, so no slow hash is needed. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
