import { civilDateOf, startOfDay } from '#kernel/civil-date.js';
import { firstDayOfTerm, schoolTermOf } from '#kernel/quarter.js';

/** A rule that was met at the place of a hazard. */
export interface MetAtPlace {
  readonly hazardId: string;
  readonly ruleId: string;
  readonly reportedAt: Date;
}

/**
 * 重复出现: the rules that were met at the place earlier in the school term in which the hazard was reported (MG-05 of the
 * national pack; a rule's `repeatClass` says what repetition makes of it). Other hazards count, whether closed or open.
 */
export function repeatedRules(
  hazard: { readonly id: string; readonly reportedAt: Date },
  met: readonly MetAtPlace[],
  zone: string,
): string[] {
  const since = startOfDay(firstDayOfTerm(schoolTermOf(civilDateOf(hazard.reportedAt, zone))), zone);
  const earlier = met.filter(
    ({ hazardId, reportedAt }) => hazardId !== hazard.id && reportedAt >= since && reportedAt < hazard.reportedAt,
  );
  return [...new Set(earlier.map(({ ruleId }) => ruleId))].sort();
}
