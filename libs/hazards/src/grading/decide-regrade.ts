import { type Grade, graver } from './grade.js';
import { type Ground } from './decide-grade.js';

export interface GradedState {
  grade: Grade;
  closed: boolean;
  /** What a person last decided, and the grounds that were before them. */
  decidedByPerson?: { grade: Grade; grounds: readonly Ground[] };
}

/** Why the hazard is graded again: another pack is in force, its own facts changed, or the place's elements did. */
export type RegradeCause = 'rule-update' | 'facts' | 'place';

export type RegradeDecision =
  | { kind: 'raise'; to: Grade }
  | { kind: 'keep'; reason: 'same-grade' | 'closed' | 'rules-never-lower' | 'person-decided' }
  | { kind: 'ask-person'; to: Grade };

/**
 * What a new grading means for a hazard that has a grade. A change of rules never lowers an open hazard; other causes that
 * would lower it ask the bureau. What a person decided on the same grounds stands, save that rules which now say major ask
 * again. (Downgrading belongs to the bureau alone.)
 */
export function decideRegrade(
  current: GradedState,
  next: { grade: Grade; grounds: readonly Ground[] },
  cause: RegradeCause,
): RegradeDecision {
  if (current.closed) return { kind: 'keep', reason: 'closed' };
  if (next.grade === current.grade) return { kind: 'keep', reason: 'same-grade' };
  const rises = graver(current.grade, next.grade) === next.grade;
  const settled = isSettled(current, next.grounds);
  if (!rises) {
    if (cause === 'rule-update') return { kind: 'keep', reason: 'rules-never-lower' };
    return settled ? { kind: 'keep', reason: 'person-decided' } : { kind: 'ask-person', to: next.grade };
  }
  if (!settled) return { kind: 'raise', to: next.grade };
  return next.grade === 'major' ? { kind: 'ask-person', to: 'major' } : { kind: 'keep', reason: 'person-decided' };
}

function isSettled({ decidedByPerson }: GradedState, grounds: readonly Ground[]): boolean {
  return decidedByPerson !== undefined && grounds.every((ground) => decidedByPerson.grounds.includes(ground));
}
