/** A broken assumption of the core. Callers read `code` and `ids`; the message is for the log alone. */
export abstract class HazardError extends Error {
  abstract readonly code: string;

  constructor(
    message: string,
    readonly ids: Readonly<Record<string, string>>,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A case points at a policy step that its policy snapshot does not hold. */
export class UnknownStepError extends HazardError {
  readonly code = 'escalation/unknown-step';
  constructor(ids: { policyId: string; stepId: string }) {
    super(`policy ${ids.policyId} has no step ${ids.stepId}`, ids);
  }
}

/** No policy in force covers this kind of obligation. */
export class MissingPolicyError extends HazardError {
  readonly code = 'escalation/missing-policy';
  constructor(ids: { kind: string }) {
    super(`no escalation policy for ${ids.kind}`, ids);
  }
}

/** A step's moment cannot be read; the policy was stored without validation. */
export class BrokenPolicyError extends HazardError {
  readonly code = 'escalation/broken-policy';
  constructor(ids: { policyId: string; stepId: string }) {
    super(`step ${ids.stepId} of policy ${ids.policyId} names no readable moment`, ids);
  }
}

/** A hazard reached a decision that presupposes an owner, a grade or a submission that it lacks. */
export class IncompleteHazardError extends HazardError {
  readonly code = 'lifecycle/incomplete-hazard';
  constructor(ids: { hazardId: string; missing: string }) {
    super(`hazard ${ids.hazardId} lacks ${ids.missing}`, ids);
  }
}
