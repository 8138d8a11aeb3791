import { type EntityManager } from 'typeorm';
import { type LateFact } from '#hazards/zero-report/ledger-numbers.js';
import { type Corrections } from '#hazards/zero-report/statutory-columns.js';

/** 更正: what a school's report of a quarter has to add to those of earlier quarters, which keep their numbers. */
export function lateFactsOf(manager: EntityManager, organisationId: number, quarter: string): Promise<LateFact[]> {
  return manager.query(
    `select h.id as "hazardId", h.number, l.quarter, h.grade,
       to_char(h.discovered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "discoveredOn",
       to_char(h.reported_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "reportedOn"
     from app.late_fact l join app.hazard h on h.id = l.hazard_id
     where l.organisation_id = $1 and l.carried_in = $2 and h.status <> 'rejected' order by h.number`,
    [organisationId, quarter],
  );
}

/** A hazard that no quarter after this one carries as a correction: only such are counted in the quarter's own numbers. */
export const notCarriedAfter = (hazard: string, quarter: string): string =>
  `not exists (select from app.late_fact l where l.hazard_id = ${hazard}.id and l.carried_in > ${quarter})`;

/** The corrections that these quarters carry for quarters before them, by the place directly below; null for the place itself. */
export async function correctionsBelow(
  manager: EntityManager,
  { id, depth, quarters }: { id: number; depth: number; quarters: readonly string[] },
): Promise<Map<number | null, Corrections>> {
  const rows: (Corrections & { child: number | null })[] = await manager.query(
    `select h.path[$2] as child, count(*) filter (where h.grade = 'general')::int as generals,
       count(*) filter (where h.grade = 'major')::int as majors
     from app.late_fact l join app.hazard h on h.id = l.hazard_id
     where l.path @> array[$1::int] and l.carried_in = any ($3::text[]) and l.quarter < $4 and h.status <> 'rejected' group by 1`,
    [id, depth, quarters, quarters[0]],
  );
  return new Map(rows.map(({ child, ...corrections }) => [child, corrections]));
}
