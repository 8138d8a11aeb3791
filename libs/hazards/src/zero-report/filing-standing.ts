/** 报送状态, as stored. What follows from the clock alone is added by standingOf. */
export const FILING_STATES = ['open', 'draft', 'filed', 'returned', 'accepted', 'excused'] as const;
export type FilingState = (typeof FILING_STATES)[number];

export type FiledAs = 'zero' | 'with-hazards';

/** What a filing is at a moment, for everybody who looks at it. */
export const STANDINGS = [
  'not-yet-due',
  'open',
  'draft',
  'filed-zero',
  'filed-with-hazards',
  'returned',
  'late',
  'missing',
  'excused',
] as const;
export type Standing = (typeof STANDINGS)[number];

export interface FilingMoment {
  state: FilingState;
  filedAs: FiledAs | null;
  filedAt: Date | null;
  /** The first instant at which it is late. */
  dueAt: Date;
}

const isDelivered = (state: FilingState): boolean => state === 'filed' || state === 'accepted';

/** Exactly one of the standings: filed in time, filed late, missing, or still open. Accepted ones keep how they were filed. */
export function standingOf({ state, filedAs, filedAt, dueAt }: FilingMoment, now: Date): Standing {
  if (state === 'excused') return 'excused';
  if (isDelivered(state)) {
    if (filedAt !== null && filedAt.getTime() >= dueAt.getTime()) return 'late';
    return filedAs === 'with-hazards' ? 'filed-with-hazards' : 'filed-zero';
  }
  if (now.getTime() >= dueAt.getTime()) return 'missing';
  return state === 'filed' || state === 'accepted' ? 'open' : state;
}

/** 报送情况: every school of the roster counted once. */
export interface Tally {
  /** The size of the roster; the sum of all that follows it up to `excused`. */
  expected: number;
  filedZero: number;
  filedWithHazards: number;
  late: number;
  missing: number;
  /** Open, begun or sent back, and not yet due. */
  pending: number;
  excused: number;
  /** Of those that are in: how many stand against a contradiction. */
  contested: number;
  /** Share of those that owed it and were in time, from 0 to 1; null when nobody owed it. */
  onTimeRate: number | null;
}

export type TallyCount = { standing: Standing; contested: boolean; count: number };

/** Sums up counts per standing. Late ones are counted as late and nowhere else, so that the parts add up to the whole. */
export function tallyOf(counts: readonly TallyCount[]): Tally {
  const of = (...standings: Standing[]): number =>
    counts.filter(({ standing }) => standings.includes(standing)).reduce((sum, { count }) => sum + count, 0);
  const expected = counts.reduce((sum, { count }) => sum + count, 0);
  const excused = of('excused');
  const inTime = of('filed-zero', 'filed-with-hazards');
  return {
    expected,
    filedZero: of('filed-zero'),
    filedWithHazards: of('filed-with-hazards'),
    late: of('late'),
    missing: of('missing'),
    pending: of('not-yet-due', 'open', 'draft', 'returned'),
    excused,
    contested: counts.filter(({ contested }) => contested).reduce((sum, { count }) => sum + count, 0),
    onTimeRate: expected > excused ? inTime / (expected - excused) : null,
  };
}
