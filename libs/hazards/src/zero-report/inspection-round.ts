import { type CivilDate } from '#kernel/civil-date.js';

/** 排查方式: the daily patrol 巡查, a round of whoever is on duty 值班, a special campaign 专项检查. */
export const ROUND_KINDS = ['patrol', 'duty', 'campaign'] as const;
export type RoundKind = (typeof ROUND_KINDS)[number];

/** 一次排查, as a school writes it down; one that found nothing is one too. */
export interface InspectionRound {
  kind: RoundKind;
  inspectedOn: CivilDate;
  area: string;
  people: readonly string[];
  findings: string | null;
  /** Numbers of the hazards that were found and reported. */
  hazards: readonly string[];
}

export interface RoundFault {
  /** JSON pointer. */
  pointer: string;
  message: string;
}

/** What is wrong with a round: it lies ahead, or names hazards that the school's ledger does not hold. */
export function faultsOfRound(
  { inspectedOn, hazards }: Pick<InspectionRound, 'inspectedOn' | 'hazards'>,
  known: ReadonlySet<string>,
  today: CivilDate,
): RoundFault[] {
  return [
    ...(inspectedOn > today ? [{ pointer: '/inspectedOn', message: `must not lie ahead: today is ${today}` }] : []),
    ...hazards.flatMap((number, i) =>
      known.has(number)
        ? []
        : [{ pointer: `/hazards/${i}`, message: 'must be the number of a hazard in the ledger of this school' }],
    ),
  ];
}
