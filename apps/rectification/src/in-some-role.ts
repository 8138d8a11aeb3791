import { type Person } from '#hazards/rectification/rectification-case.js';
import { type Attempt, problemOf, type Refusal } from './refusal-problem.js';

interface Refused {
  readonly kind: 'refused';
  readonly reason: Refusal;
}

export interface Allowed<D> {
  readonly decision: Exclude<D, Refused>;
  /** The role under which it was allowed. */
  readonly by: Person;
}

/** How little a refusal says: what the hazard lacks is told rather than what one of several posts lacks. */
const vagueness = (reason: Refusal): number => ['bureau-only', 'role-may-not'].indexOf(reason);

/**
 * A person with several posts acts in the first one that allows it. Throws the most telling of the refusals when none does.
 */
export function inSomeRole<D extends { readonly kind: string }>(
  people: readonly Person[],
  attempt: Attempt,
  decide: (by: Person) => D | Refused,
): Allowed<D> {
  const refusals: Refusal[] = [];
  for (const by of people) {
    const decision = decide(by);
    if (!isRefused(decision)) return { decision: decision as Exclude<D, Refused>, by };
    refusals.push(decision.reason);
  }
  const [reason = 'role-may-not'] = refusals.sort((a, b) => vagueness(a) - vagueness(b));
  throw problemOf(reason, attempt);
}

const isRefused = (decision: { readonly kind: string }): decision is Refused => decision.kind === 'refused';
