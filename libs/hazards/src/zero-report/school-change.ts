import { type CivilDate } from '#kernel/civil-date.js';

/** 停办、合并: a school that gives no lessons for a time, or that went over into another. */
export interface SchoolChange {
  kind: 'suspended' | 'merged';
  /** The first day on which it holds. */
  from: CivilDate;
  /** The first day on which it holds no more; null while that is not known, and for a merger. */
  until: CivilDate | null;
}

export const SCHOOL_CHANGE_REQUESTS = ['suspended', 'merged', 'resumed'] as const;

export interface SchoolChangeRequest {
  kind: (typeof SCHOOL_CHANGE_REQUESTS)[number];
  /** The school's own code, and that of the school into which it goes. */
  school: string;
  into?: string;
  from: CivilDate;
  until?: CivilDate;
}

export type SchoolChangeDecision =
  | { kind: 'record'; change: SchoolChange }
  | { kind: 'end'; suspendedFrom: CivilDate; until: CivilDate }
  | { kind: 'refused'; field: 'kind' | 'from' | 'until' | 'into'; message: string };

const refused = (
  field: Extract<SchoolChangeDecision, { kind: 'refused' }>['field'],
  message: string,
): SchoolChangeDecision => ({
  kind: 'refused',
  field,
  message,
});

/** True on a day on which a school with these changes gives no lessons any more, or for the time being. */
export const isAwayOn = (changes: readonly SchoolChange[], day: CivilDate): boolean =>
  changes.some(({ from, until }) => from <= day && (until === null || until > day));

/**
 * Whether a change of a school may be recorded beside those that stand. Whoever takes a school over answers for it from that day on,
 * once and in his own report, so it must be a school in operation.
 */
export function decideSchoolChange(
  { kind, school, into, from, until }: SchoolChangeRequest,
  own: readonly SchoolChange[],
  survivors: readonly SchoolChange[],
): SchoolChangeDecision {
  if (kind !== 'merged' && into !== undefined) return refused('into', 'must be absent: only a merger has a survivor');
  if (kind !== 'suspended' && until !== undefined) return refused('until', 'must be absent: only a suspension ends');
  if (kind === 'resumed') return resumed(own, from);
  if (own.some((one) => one.kind === 'merged' && (kind === 'merged' || one.from <= from)))
    return refused('kind', 'must not be this: the school went over into another already');
  if (kind === 'merged') {
    if (into === undefined) return refused('into', 'must be given: the code of the school that goes on');
    if (into === school) return refused('into', 'must be another school');
    if (isAwayOn(survivors, from)) return refused('into', `must be a school that is in operation on ${from}`);
    return { kind: 'record', change: { kind, from, until: null } };
  }
  if (until !== undefined && until <= from) return refused('until', 'must be later than `from`');
  const overlaps = own.some(
    (one) => one.kind === 'suspended' && (one.until === null || one.until > from) && (until ?? '9999') > one.from,
  );
  if (overlaps) return refused('from', 'must not lie in another suspension of this school');
  return { kind: 'record', change: { kind, from, until: until ?? null } };
}

function resumed(own: readonly SchoolChange[], day: CivilDate): SchoolChangeDecision {
  const suspension = own.find(
    (one) => one.kind === 'suspended' && one.from < day && (one.until === null || one.until > day),
  );
  if (!suspension) return refused('from', 'must lie within a suspension of this school, after its first day');
  return { kind: 'end', suspendedFrom: suspension.from, until: day };
}
