import { createHash, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { newSecret } from '#kernel/ids.js';

/** Argon2id (the default algorithm) as OWASP's first choice for servers: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const FAST_PREFIX = 'sha256:';

/** People type the same characters in several forms (full width, composed); they are one password (NIST SP 800-63B). */
const normalised = (password: string): string => password.normalize('NFKC');

/** For passwords that people choose. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), COST);
}

/** 128 random bits as text. */
export const newInitialPassword = (): string => newSecret(16);

/** For `newInitialPassword` only: nobody tries 2^128 passwords, so slowness would protect nothing and cost an import minutes. */
export function hashInitialPassword(password: string): string {
  return FAST_PREFIX + createHash('sha256').update(password).digest('hex');
}

let nobodysHash: Promise<string> | undefined;

/**
 * True when the password belongs to the hash. Spends one Argon2id in every case, without a hash (no such account) too, so that
 * the time of an answer does not tell which accounts exist or still have their initial password.
 */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  if (stored !== undefined && !stored.startsWith(FAST_PREFIX)) return verify(stored, normalised(password));
  nobodysHash ??= hashPassword(newSecret());
  await verify(await nobodysHash, normalised(password));
  if (stored === undefined) return false;
  return timingSafeEqual(Buffer.from(stored), Buffer.from(hashInitialPassword(password)));
}

/** Prepares what an unknown account is compared with, so that the first of them is not slower than the others. */
export async function warmPasswords(): Promise<void> {
  nobodysHash ??= hashPassword(newSecret());
  await nobodysHash;
}
