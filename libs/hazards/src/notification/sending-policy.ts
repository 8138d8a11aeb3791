import { hours, minutes, parseIsoDuration } from '#kernel/durations.js';
import { type LegalBasis } from '../directory/bilingual.js';
import { fieldsOf, type PolicyError, PolicyErrors } from '../escalation/policy-error.js';

/** 发送规则: when ordinary alerts leave, and when they share a letter. Times are local, 'HH:mm'; lengths ISO 8601 durations. */
export interface SendingPolicy {
  version: string;
  legalBasis: readonly LegalBasis[];
  /** Over midnight; between the two only what cannot wait is sent. */
  quietHours: { from: string; until: string };
  /** The morning hour, from which the recipients' letters leave spread over `spread`. */
  digest: { at: string; spread: string };
  /** From so many ordinary alerts to one recipient `within` this time on, they leave together at its end. */
  burst: { letters: number; within: string };
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** One alert is no burst, and beyond this many nobody is spared anything. */
const LETTERS = { least: 2, most: 100 };
const LONGEST_MS = hours(1);

/** Accepts a sending policy as read from its file, or names everything that is wrong with it. */
export function parseSendingPolicy(
  input: unknown,
): { ok: true; policy: SendingPolicy } | { ok: false; errors: PolicyError[] } {
  const errors = new PolicyErrors();
  const fields = fieldsOf(input);
  if (!fields) errors.refuse('', 'must be an object');
  else {
    errors.refuseUnknown('', fields, ['version', 'legalBasis', 'quietHours', 'digest', 'burst']);
    errors.requireText('/version', fields.version);
    if (!Array.isArray(fields.legalBasis)) errors.refuse('/legalBasis', 'must be a list');
    else fields.legalBasis.forEach((basis, at) => errors.requireLegalBasis(`/legalBasis/${at}`, basis));
    const quiet = partOf('/quietHours', fields.quietHours, ['from', 'until'], errors);
    const digest = partOf('/digest', fields.digest, ['at', 'spread'], errors);
    const burst = partOf('/burst', fields.burst, ['letters', 'within'], errors);
    checkTimes(quiet, digest, errors);
    checkLength('/digest/spread', digest.spread, errors);
    checkLength('/burst/within', burst.within, errors);
    checkLetters(burst.letters, errors);
  }
  return errors.list.length > 0 ? { ok: false, errors: errors.list } : { ok: true, policy: input as SendingPolicy };
}

function partOf(path: string, input: unknown, known: readonly string[], errors: PolicyErrors): Record<string, unknown> {
  const fields = fieldsOf(input);
  if (fields) errors.refuseUnknown(path, fields, known);
  else errors.refuse(path, 'must be an object');
  return fields ?? {};
}

function checkTimes(quiet: Record<string, unknown>, digest: Record<string, unknown>, errors: PolicyErrors): void {
  const times = { '/quietHours/from': quiet.from, '/quietHours/until': quiet.until, '/digest/at': digest.at };
  let isWhole = true;
  for (const [path, time] of Object.entries(times)) {
    if (typeof time === 'string' && TIME.test(time)) continue;
    errors.refuse(path, 'must be a time such as 07:00');
    isWhole = false;
  }
  if (!isWhole) return;
  if (String(quiet.from) <= String(quiet.until)) errors.refuse('/quietHours/from', 'must be in the evening before');
  const isByDay = String(digest.at) >= String(quiet.until) && String(digest.at) < String(quiet.from);
  if (!isByDay) errors.refuse('/digest/at', 'must be outside of the quiet hours');
}

function checkLength(path: string, value: unknown, errors: PolicyErrors): void {
  const length = typeof value === 'string' ? parseIsoDuration(value) : undefined;
  if (length === undefined || length < minutes(1) || length > LONGEST_MS)
    errors.refuse(path, 'must be a duration from PT1M to PT1H');
}

function checkLetters(letters: unknown, errors: PolicyErrors): void {
  const { least, most } = LETTERS;
  if (!Number.isInteger(letters) || Number(letters) < least || Number(letters) > most)
    errors.refuse('/burst/letters', `must be a whole number from ${least} to ${most}`);
}
