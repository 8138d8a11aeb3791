import { MissingPolicyError, UnknownStepError } from '../hazard-errors.js';
import { type EscalationPolicy, type EscalationStep } from './escalation-policy.js';
import { noticeOf, noticeStep } from './notice.js';
import { type ObligationKind } from './obligation-kind.js';

/** The policy for a kind of obligation; every kind has one, or the system would forget what is owed. */
export function policyFor(kind: ObligationKind, policies: readonly EscalationPolicy[]): EscalationPolicy {
  const policy = policies.find((one) => one.kind === kind);
  if (!policy) throw new MissingPolicyError({ kind });
  return policy;
}

/** The step of a policy snapshot that a schedule points at, or the notice that no policy dates. */
export function stepOf(policy: EscalationPolicy, stepId: string): EscalationStep {
  const step = policy.steps.find((one) => one.id === stepId);
  const notice = step ? undefined : noticeOf(stepId);
  if (notice) return noticeStep(notice);
  if (!step) throw new UnknownStepError({ policyId: policy.id, stepId });
  return step;
}
