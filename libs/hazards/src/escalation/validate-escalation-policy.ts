import { type EscalationPolicy, type EscalationStep } from './escalation-policy.js';
import { OBLIGATION_KIND_IDS } from './obligation-kind.js';
import { fieldsOf, type PolicyError, PolicyErrors } from './policy-error.js';
import { compareMoments } from './step-moment.js';
import { validateStep } from './validate-step.js';

export type PolicyValidation = { ok: true; policy: EscalationPolicy } | { ok: false; errors: PolicyError[] };
export type PolicyFileValidation = { ok: true; policies: EscalationPolicy[] } | { ok: false; errors: PolicyError[] };

const POLICY_FIELDS = ['id', 'version', 'kind', 'legalBasis', 'steps'];
const MOST_STEPS = 60;

/** Accepts an escalation policy as written by a person, or names everything that is wrong with it by JSON pointer. */
export function validateEscalationPolicy(input: unknown): PolicyValidation {
  const errors = new PolicyErrors();
  validatePolicy(input, '', errors);
  if (errors.list.length > 0) return { ok: false, errors: errors.list };
  return { ok: true, policy: input as EscalationPolicy };
}

/** Accepts the content of policies/escalation.json: at most one policy for each kind of obligation. */
export function validateEscalationPolicyFile(input: unknown): PolicyFileValidation {
  const errors = new PolicyErrors();
  const policies = fieldsOf(input)?.policies;
  if (!Array.isArray(policies)) return { ok: false, errors: [{ path: '/policies', message: 'must be a list' }] };

  errors.refuseUnknown('', fieldsOf(input) ?? {}, ['policies']);
  const seen = { id: new Set<unknown>(), kind: new Set<unknown>() };
  policies.forEach((policy: unknown, index) => {
    validatePolicy(policy, `/policies/${index}`, errors);
    const fields = fieldsOf(policy) ?? {};
    for (const name of ['id', 'kind'] as const) {
      if (seen[name].has(fields[name])) errors.refuse(`/policies/${index}/${name}`, 'is taken by an earlier policy');
      seen[name].add(fields[name]);
    }
  });
  if (errors.list.length > 0) return { ok: false, errors: errors.list };
  return { ok: true, policies: policies as EscalationPolicy[] };
}

function validatePolicy(input: unknown, path: string, errors: PolicyErrors): void {
  const fields = fieldsOf(input);
  if (!fields) return errors.refuse(path, 'must be an object');
  errors.refuseUnknown(path, fields, POLICY_FIELDS);
  errors.requireText(`${path}/id`, fields.id);
  errors.requireText(`${path}/version`, fields.version);
  errors.requireOneOf(`${path}/kind`, fields.kind, OBLIGATION_KIND_IDS);
  errors.requireLegalBasis(`${path}/legalBasis`, fields.legalBasis);

  const { steps } = fields;
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > MOST_STEPS) {
    return errors.refuse(`${path}/steps`, `must be a list of 1 to ${MOST_STEPS} steps`);
  }
  const valid = steps.map((step: unknown, i) => validateStep(step, `${path}/steps/${i}`, errors));
  refuseDuplicates(valid, `${path}/steps`, errors);
  refuseDisorder(valid, `${path}/steps`, errors);
}

function refuseDuplicates(steps: (EscalationStep | undefined)[], path: string, errors: PolicyErrors): void {
  const seen = new Set<string>();
  steps.forEach((step, i) => {
    if (!step) return;
    if (seen.has(step.id)) errors.refuse(`${path}/${i}/id`, `${step.id} is the id of an earlier step`);
    seen.add(step.id);
  });
}

/** Steps of one anchor are written in the order in which they fall due, and the climb never goes down again. */
function refuseDisorder(steps: (EscalationStep | undefined)[], path: string, errors: PolicyErrors): void {
  const last = new Map<string, EscalationStep>();
  steps.forEach((step, i) => {
    if (!step) return;
    const before = last.get(step.at.anchor);
    if (before && compareMoments(step.at, before.at) < 0) {
      errors.refuse(`${path}/${i}/at`, `falls before step ${before.id}, which is written before it`);
    }
    if (before && step.at.anchor === 'due' && step.rank < before.rank) {
      errors.refuse(`${path}/${i}/rank`, `is lower than that of step ${before.id}`);
    }
    last.set(step.at.anchor, step);
  });
}
