import { parseIsoDuration } from '#kernel/durations.js';
import { type Role, ROLE_IDS, ROLES } from '../directory/role.js';
import {
  ANCHORS,
  type EscalationStep,
  PARTIES,
  PROPOSALS,
  SEVERITIES,
  type StepMoment,
  TIERS,
} from './escalation-policy.js';
import { fieldsOf, type PolicyErrors } from './policy-error.js';
import { momentProblems } from './step-moment.js';
import { tierOf } from './tier-of.js';

const STEP_FIELDS = ['id', 'at', 'rank', 'to', 'severity', 'repeat', 'digest', 'propose', 'label'];
const MOMENT_FIELDS = ['anchor', 'offset', 'workdays', 'time'];
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MOST_REPEATS = 48;

/** Names what is wrong with one step; the step itself when nothing is. */
export function validateStep(input: unknown, path: string, errors: PolicyErrors): EscalationStep | undefined {
  const before = errors.list.length;
  const fields = fieldsOf(input);
  if (!fields) {
    errors.refuse(path, 'must be an object');
    return undefined;
  }
  errors.refuseUnknown(path, fields, STEP_FIELDS);
  if (typeof fields.id !== 'string' || !ID.test(fields.id)) {
    errors.refuse(`${path}/id`, 'must be up to 40 lower-case letters, digits and hyphens');
  }
  validateMoment(fields.at, `${path}/at`, errors);
  if (!Number.isInteger(fields.rank) || (fields.rank as number) < 0) {
    errors.refuse(`${path}/rank`, 'must be a whole number from 0');
  }
  validateRecipients(fields.to, `${path}/to`, errors);
  errors.requireOneOf(`${path}/severity`, fields.severity, SEVERITIES);
  if (fields.repeat !== undefined) validateRepeat(fields.repeat, `${path}/repeat`, errors);
  if (fields.digest !== undefined && typeof fields.digest !== 'boolean') {
    errors.refuse(`${path}/digest`, 'must be true or false');
  }
  if (fields.digest === true && fields.severity === 'critical') {
    errors.refuse(`${path}/digest`, 'a critical step cannot wait for the digest');
  }
  if (fields.propose !== undefined) errors.requireOneOf(`${path}/propose`, fields.propose, PROPOSALS);
  if (fields.label !== undefined) errors.requireBilingual(`${path}/label`, fields.label);
  return errors.list.length === before ? (input as EscalationStep) : undefined;
}

function validateMoment(input: unknown, path: string, errors: PolicyErrors): void {
  const fields = fieldsOf(input);
  if (!fields) return errors.refuse(path, 'must be an object');
  errors.refuseUnknown(path, fields, MOMENT_FIELDS);
  errors.requireOneOf(`${path}/anchor`, fields.anchor, ANCHORS);
  for (const name of ['offset', 'time'] as const) {
    if (fields[name] !== undefined && typeof fields[name] !== 'string') {
      return errors.refuse(`${path}/${name}`, 'must be a text');
    }
  }
  const moment = fields as unknown as StepMoment;
  for (const { field, message } of momentProblems(moment)) errors.refuse(`${path}/${field}`, message);
  if (fields.anchor === 'start' && (moment.offset?.startsWith('-') || (moment.workdays ?? 0) < 0)) {
    errors.refuse(path, 'nothing can be told before the start');
  }
}

function validateRecipients(input: unknown, path: string, errors: PolicyErrors): void {
  if (!Array.isArray(input) || input.length === 0)
    return errors.refuse(path, 'must be a list of at least one recipient');
  const seen = new Set<string>();
  input.forEach((selector: unknown, i) => {
    validateSelector(fieldsOf(selector), `${path}/${i}`, errors);
    const key = JSON.stringify(selector);
    if (seen.has(key)) errors.refuse(`${path}/${i}`, 'is listed twice');
    seen.add(key);
  });
}

function validateSelector(fields: Record<string, unknown> | undefined, path: string, errors: PolicyErrors): void {
  if (!fields) return errors.refuse(path, 'must be an object');
  if ('party' in fields) {
    errors.refuseUnknown(path, fields, ['party']);
    return errors.requireOneOf(`${path}/party`, fields.party, PARTIES);
  }
  errors.refuseUnknown(path, fields, ['role', 'of']);
  errors.requireOneOf(`${path}/of`, fields.of, TIERS);
  if (!ROLE_IDS.includes(fields.role as Role)) return errors.refuse(`${path}/role`, 'is not a role of the directory');
  const role = fields.role as Role;
  if (tierOf(role) === undefined) return errors.refuse(`${path}/role`, 'has no place in the chain');
  if (tierOf(role) !== fields.of) errors.refuse(`${path}/of`, `${role} is held at level ${ROLES[role].level}`);
}

function validateRepeat(input: unknown, path: string, errors: PolicyErrors): void {
  const fields = fieldsOf(input);
  if (!fields) return errors.refuse(path, 'must be an object');
  errors.refuseUnknown(path, fields, ['every', 'times', 'untilAcknowledged']);
  if (typeof fields.every !== 'string' || !parseIsoDuration(fields.every)) {
    errors.refuse(`${path}/every`, 'must be an ISO 8601 duration longer than nothing');
  }
  const { times } = fields;
  if (!Number.isInteger(times) || (times as number) < 1 || (times as number) > MOST_REPEATS) {
    errors.refuse(`${path}/times`, `must be a whole number from 1 to ${MOST_REPEATS}`);
  }
  if (fields.untilAcknowledged !== true)
    errors.refuse(`${path}/untilAcknowledged`, 'must be true: repeats always end there');
}
