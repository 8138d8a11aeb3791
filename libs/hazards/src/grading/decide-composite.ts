import { type Role } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type CompositeCount } from './composite.js';
import { type Grade, graver } from './grade.js';

/** The case of a place as stored. `settledWith` holds the elements that a person had before them when deciding. */
export interface CompositeCase {
  status: 'raised' | 'dissolution-asked' | 'dissolved';
  grade: Exclude<Grade, 'general'>;
  settledWith?: string[];
}

export type CompositeDecision =
  | { kind: 'none' }
  | { kind: 'raise'; grade: Exclude<Grade, 'general'> }
  | { kind: 'keep' }
  | { kind: 'ask-to-dissolve' }
  | { kind: 'withdraw-question' };

/**
 * What a recount means for the place's case. It rises by itself and never falls by itself: below the threshold a person is
 * asked, once for each set of elements. What a person settled comes up again only with an element that was not there then.
 */
export function decideComposite(current: CompositeCase | undefined, count: CompositeCount): CompositeDecision {
  const { grade } = count;
  const active = current && current.status !== 'dissolved' ? current : undefined;
  if (!active) {
    if (grade === 'general' || !bringsNews(count, current?.settledWith ?? [])) return { kind: 'none' };
    return { kind: 'raise', grade };
  }
  if (grade === 'general') {
    const asked = active.status === 'dissolution-asked' || isSame(count, active.settledWith);
    return asked ? { kind: 'keep' } : { kind: 'ask-to-dissolve' };
  }
  if (graver(active.grade, grade) !== active.grade) return { kind: 'raise', grade };
  return active.status === 'dissolution-asked' ? { kind: 'withdraw-question' } : { kind: 'keep' };
}

export type DissolutionDecision =
  | { kind: 'dissolved' | 'maintained'; settledWith: string[]; reason: string }
  | { kind: 'refused'; reason: 'role-may-not' | 'reason-missing' | 'no-case' };

/** Only the bureau dissolves a composite case, or keeps it although elements fell away; either way with a reason. */
export function decideDissolution(
  current: CompositeCase | undefined,
  count: CompositeCount,
  request: { dissolve: boolean; reason: string },
  role: Role,
): DissolutionDecision {
  if (!current || current.status === 'dissolved') return { kind: 'refused', reason: 'no-case' };
  if (roleClassOf(role) !== 'bureau') return { kind: 'refused', reason: 'role-may-not' };
  const reason = request.reason.trim();
  if (!reason) return { kind: 'refused', reason: 'reason-missing' };
  return { kind: request.dissolve ? 'dissolved' : 'maintained', settledWith: elementsOf(count), reason };
}

const elementsOf = (count: CompositeCount): string[] => count.counted.map((one) => one.element);

const bringsNews = (count: CompositeCount, settled: readonly string[]): boolean =>
  elementsOf(count).some((element) => !settled.includes(element));

const isSame = (count: CompositeCount, settled: readonly string[] | undefined): boolean =>
  settled !== undefined && settled.length === count.counted.length && !bringsNews(count, settled);
