import { randomBytes } from 'node:crypto';
import { SystemClock } from './clock.js';

const clock = new SystemClock();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const COUNTER_LIMIT = 2 ** 26;
const LAST_MOMENT = 2 ** 48 - 1;

let lastMoment = -1;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562): 48 bits of milliseconds, then a 26-bit counter, then 48 random bits.
 * The counter keeps ids of one process and one millisecond in the order of their making, so a primary key grows at its end.
 */
export function newId(nowMilliseconds: number = clock.now().getTime()): string {
  const moment = Math.trunc(nowMilliseconds);
  if (!(moment >= 0 && moment <= LAST_MOMENT)) throw new RangeError(`no UUIDv7 for ${nowMilliseconds} ms`);

  const random = randomBytes(10);
  // A new millisecond starts in the lower half, which leaves room for 33 million more ids before the counter is full.
  const next = moment === lastMoment ? counter + 1 : random.readUInt32BE(6) >>> 7;
  if (next >= COUNTER_LIMIT) throw new RangeError('too many ids in one millisecond');
  lastMoment = moment;
  counter = next;

  const time = moment.toString(16).padStart(12, '0');
  const versioned = (0x7000 | (counter >>> 14)).toString(16);
  const varied = (0x8000 | (counter & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${versioned}-${varied}-${random.toString('hex', 0, 6)}`;
}

/** An unguessable token of the given number of random bytes, in base64url. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** True for a UUID of RFC 9562 in its hyphenated form, either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
