import { type FiledAs, type FilingState, standingOf, type TallyCount } from '#hazards/zero-report/filing-standing.js';

/** Filings that stand alike, as the database counts them. */
export interface StandingCount {
  readonly state: FilingState;
  readonly filedAs: FiledAs | null;
  readonly late: boolean;
  readonly due: boolean;
  readonly contested: boolean;
  readonly count: number;
}

/** What is selected and grouped by to count filings by how they stand at a moment, given as a parameter such as '$4'. */
export const standingCountColumns = (now: string): string =>
  `state, filed_as as "filedAs", coalesce(filed_at >= due_at, false) as late, due_at <= ${now} as due,
   (jsonb_array_length(contested) > 0 and state in ('filed', 'accepted')) as contested, count(*)::int as count`;

export function tallyCountOf({ state, filedAs, late, due, contested, count }: StandingCount): TallyCount {
  // Any pair of moments with the same order gives the same standing.
  const dueAt = new Date(1_000);
  const filing = { state, filedAs, filedAt: late ? dueAt : new Date(0), dueAt };
  return { standing: standingOf(filing, due ? dueAt : new Date(0)), contested, count };
}
