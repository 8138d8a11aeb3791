import { ORGANISATION_KINDS } from '../directory/organisation-kind.js';
import { type Role, ROLE_IDS } from '../directory/role.js';
import { fieldsOf, type PolicyError, PolicyErrors } from '../escalation/policy-error.js';
import { momentProblems, signedDays, isTimeOfDay } from '../escalation/step-moment.js';
import { validateEscalationPolicy } from '../escalation/validate-escalation-policy.js';
import { type StepMoment } from '../escalation/escalation-policy.js';
import { MOST_EVIDENCE } from './evidence.js';
import { CADENCES, CHECKS, type Duty, FIELD_KINDS, PREFILLS } from './duty.js';

export type DutyValidation = { ok: true; duty: Duty } | { ok: false; errors: PolicyError[] };

const FIELDS = [
  'id',
  'version',
  'label',
  'legalBasis',
  'obligation',
  'owedBy',
  'debtor',
  'signedBy',
  'cadence',
  'opens',
  'due',
  'form',
  'checks',
  'evidence',
  'returnedFor',
  'steps',
  'standing',
];
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const FIELD_ID = /^[a-z][A-Za-z0-9]{0,39}$/;
const KINDS = Object.keys(ORGANISATION_KINDS);
const MOST_FIELDS = 60;
const LONGEST_RETURN = 60;

/** Accepts a duty as written by a person, or names everything that is wrong with it by JSON pointer. */
export function validateDuty(input: unknown): DutyValidation {
  const errors = new PolicyErrors();
  const fields = fieldsOf(input);
  if (!fields) return { ok: false, errors: [{ path: '', message: 'must be an object' }] };
  errors.refuseUnknown('', fields, FIELDS);
  if (typeof fields.id !== 'string' || !ID.test(fields.id)) {
    errors.refuse('/id', 'must be up to 40 lower-case letters, digits and hyphens');
  }
  errors.requireText('/version', fields.version);
  errors.requireBilingual('/label', fields.label);
  errors.requireLegalBasis('/legalBasis', fields.legalBasis);
  errors.requireOneOf('/obligation', fields.obligation, ['zero-report', 'roll-up', 'duty']);
  errors.requireOneOf('/cadence', fields.cadence, CADENCES);
  validateOwners(fields, errors);
  validateTimes(fields, errors);
  validateForm(fields.form, errors);
  validateChecks(fields, errors);
  validateSteps(fields, errors);
  if (typeof fields.standing !== 'boolean') errors.refuse('/standing', 'must be true or false');
  return errors.list.length > 0 ? { ok: false, errors: errors.list } : { ok: true, duty: input as Duty };
}

function validateOwners({ owedBy, debtor, signedBy }: Record<string, unknown>, errors: PolicyErrors): void {
  if (owedBy !== 'schools') {
    if (!Array.isArray(owedBy) || owedBy.length === 0) {
      errors.refuse('/owedBy', "must be 'schools' or a list of kinds of organisations");
    } else owedBy.forEach((kind: unknown, i) => errors.requireOneOf(`/owedBy/${i}`, kind, KINDS));
  }
  const debtors = fieldsOf(debtor);
  if (!debtors || Object.keys(debtors).length === 0) {
    errors.refuse('/debtor', "must name the post that answers, by kind of organisation or for '*'");
  }
  for (const [kind, role] of Object.entries(debtors ?? {})) {
    if (kind !== '*' && !KINDS.includes(kind)) errors.refuse(`/debtor/${kind}`, 'is not a kind of organisation');
    if (!ROLE_IDS.includes(role as Role)) errors.refuse(`/debtor/${kind}`, 'must be a role of the directory');
  }
  if (!Array.isArray(signedBy) || signedBy.length === 0) return errors.refuse('/signedBy', 'must be a list of roles');
  signedBy.forEach((role: unknown, i) => errors.requireOneOf(`/signedBy/${i}`, role, ROLE_IDS));
}

function validateTimes({ opens, due, returnedFor }: Record<string, unknown>, errors: PolicyErrors): void {
  const moment = fieldsOf(opens);
  if (!moment) errors.refuse('/opens', 'must be an object');
  else {
    errors.refuseUnknown('/opens', moment, ['anchor', 'offset', 'workdays', 'time']);
    errors.requireOneOf('/opens/anchor', moment.anchor, ['start', 'due']);
    for (const { field, message } of momentProblems(moment as unknown as StepMoment))
      errors.refuse(`/opens/${field}`, message);
  }
  const last = fieldsOf(due);
  if (!last) errors.refuse('/due', 'must be an object');
  else {
    errors.refuseUnknown('/due', last, ['offset', 'time']);
    if (typeof last.offset !== 'string' || signedDays(last.offset) === undefined) {
      errors.refuse('/due/offset', "must be whole days after the period's last, such as 'P0D'");
    }
    if (last.time !== undefined && (typeof last.time !== 'string' || !isTimeOfDay(last.time))) {
      errors.refuse('/due/time', "must be 'HH:mm' from 00:00 to 23:59");
    }
  }
  if (!Number.isInteger(returnedFor) || (returnedFor as number) < 1 || (returnedFor as number) > LONGEST_RETURN) {
    errors.refuse('/returnedFor', `must be 1 to ${LONGEST_RETURN} working days`);
  }
}

function validateForm(input: unknown, errors: PolicyErrors): void {
  const form = fieldsOf(input);
  if (!form) return errors.refuse('/form', 'must be an object');
  errors.refuseUnknown('/form', form, ['prefill', 'fields', 'zeroWhen']);
  errors.requireOneOf('/form/prefill', form.prefill, PREFILLS);
  const { fields, zeroWhen } = form;
  if (!Array.isArray(fields) || fields.length > MOST_FIELDS) {
    return errors.refuse('/form/fields', `must be a list of at most ${MOST_FIELDS} fields`);
  }
  const ids = fields.map((field: unknown, i) => validateField(field, `/form/fields/${i}`, errors));
  ids.forEach((id, i) => {
    if (id !== undefined && ids.indexOf(id) < i) errors.refuse(`/form/fields/${i}/id`, 'is the id of an earlier field');
  });
  if (!Array.isArray(zeroWhen)) return errors.refuse('/form/zeroWhen', 'must be a list of fields');
  zeroWhen.forEach((id: unknown, i) => {
    if (!ids.includes(id as string)) errors.refuse(`/form/zeroWhen/${i}`, 'is not a field of this form');
  });
}

function validateField(input: unknown, path: string, errors: PolicyErrors): string | undefined {
  const field = fieldsOf(input);
  if (!field) {
    errors.refuse(path, 'must be an object');
    return undefined;
  }
  errors.refuseUnknown(path, field, ['id', 'kind', 'label', 'required', 'inPeriod']);
  if (typeof field.id !== 'string' || !FIELD_ID.test(field.id))
    errors.refuse(`${path}/id`, 'must be a name in camelCase');
  errors.requireOneOf(`${path}/kind`, field.kind, FIELD_KINDS);
  errors.requireBilingual(`${path}/label`, field.label);
  for (const name of ['required', 'inPeriod'] as const) {
    if (field[name] !== undefined && typeof field[name] !== 'boolean')
      errors.refuse(`${path}/${name}`, 'must be true or false');
  }
  return field.id as string;
}

function validateChecks({ checks, evidence }: Record<string, unknown>, errors: PolicyErrors): void {
  if (!Array.isArray(checks)) errors.refuse('/checks', 'must be a list');
  else {
    checks.forEach((check: unknown, i) => {
      const fields = fieldsOf(check);
      if (!fields) return errors.refuse(`/checks/${i}`, 'must be an object');
      errors.refuseUnknown(`/checks/${i}`, fields, ['id', 'onFail']);
      errors.requireOneOf(`/checks/${i}/id`, fields.id, CHECKS);
      errors.requireOneOf(`/checks/${i}/onFail`, fields.onFail, ['refuse', 'contest']);
    });
  }
  validateEvidence(evidence, errors);
}

function validateEvidence(evidence: unknown, errors: PolicyErrors): void {
  if (!Array.isArray(evidence) || evidence.length > MOST_EVIDENCE) {
    return errors.refuse('/evidence', `must be a list of at most ${MOST_EVIDENCE} kinds`);
  }
  const kinds = evidence.map((kind: unknown) => fieldsOf(kind) ?? {});
  kinds.forEach(({ id, required }, i) => {
    const path = `/evidence/${i}`;
    errors.requireBilingual(path, evidence[i], ['id', 'required']);
    if (id !== undefined && (typeof id !== 'string' || !ID.test(id))) {
      errors.refuse(`${path}/id`, 'must be up to 40 lower-case letters, digits and hyphens');
    } else if (id !== undefined && kinds.findIndex((other) => other.id === id) < i) {
      errors.refuse(`${path}/id`, 'is the id of an earlier kind');
    }
    if (required !== undefined && typeof required !== 'boolean')
      errors.refuse(`${path}/required`, 'must be true or false');
    else if (required === true && id === undefined)
      errors.refuse(`${path}/id`, 'must be there, since files of this kind are required');
  });
}

/** The steps of a duty are those of an escalation policy, and are checked as such. */
function validateSteps({ steps, id, version, legalBasis }: Record<string, unknown>, errors: PolicyErrors): void {
  if (steps === undefined) return;
  const result = validateEscalationPolicy({ id, version, kind: 'duty', legalBasis, steps });
  if (result.ok) return;
  for (const { path, message } of result.errors) if (path.startsWith('/steps')) errors.refuse(path, message);
}
