import { type LegalBasis } from '../directory/bilingual.js';
import { fieldsOf, type PolicyError, PolicyErrors } from '../escalation/policy-error.js';

/** 回头查规则: when closed hazards are looked at again. A versioned file; what is planned keeps the version it was planned by. */
export interface LookBackPolicy {
  version: string;
  legalBasis: readonly LegalBasis[];
  /** Calendar days after the closing, rising; every major hazard is looked at on each of them. */
  major: { days: readonly number[] };
  /** The same for those general hazards that the sample draws: so many of a hundred. */
  general: { days: readonly number[]; sharePercent: number };
}

/** The work points ask for spot checks of general hazards: below a tenth it is none, above a fifth nobody has the time (own default). */
const SHARE_PERCENT = { least: 10, most: 20 };
const LONGEST_DAYS = 365;

/** Accepts a look-back policy as read from its file, or names everything that is wrong with it. */
export function parseLookBackPolicy(
  input: unknown,
): { ok: true; policy: LookBackPolicy } | { ok: false; errors: PolicyError[] } {
  const errors = new PolicyErrors();
  const fields = fieldsOf(input);
  if (!fields) errors.refuse('', 'must be an object');
  else {
    errors.refuseUnknown('', fields, ['version', 'legalBasis', 'major', 'general']);
    errors.requireText('/version', fields.version);
    if (!Array.isArray(fields.legalBasis)) errors.refuse('/legalBasis', 'must be a list');
    else fields.legalBasis.forEach((basis, at) => errors.requireLegalBasis(`/legalBasis/${at}`, basis));
    checkDays('/major', fields.major, ['days'], errors);
    checkDays('/general', fields.general, ['days', 'sharePercent'], errors);
    checkShare(fieldsOf(fields.general)?.sharePercent, errors);
  }
  return errors.list.length > 0 ? { ok: false, errors: errors.list } : { ok: true, policy: input as LookBackPolicy };
}

function checkDays(path: string, input: unknown, known: readonly string[], errors: PolicyErrors): void {
  const fields = fieldsOf(input);
  if (!fields) return errors.refuse(path, 'must be an object');
  errors.refuseUnknown(path, fields, known);
  const days: unknown = fields.days;
  const isRising =
    Array.isArray(days) &&
    days.length > 0 &&
    days.every((day, at) => Number.isInteger(day) && day > Number(days[at - 1] ?? 0) && day <= LONGEST_DAYS);
  if (!isRising) errors.refuse(`${path}/days`, `must be a list of rising whole days from 1 to ${LONGEST_DAYS}`);
}

function checkShare(share: unknown, errors: PolicyErrors): void {
  const { least, most } = SHARE_PERCENT;
  if (typeof share === 'number' && share >= least && share <= most) return;
  errors.refuse('/general/sharePercent', `must be a number from ${least} to ${most}`);
}
