import { type EntityManager } from 'typeorm';
import { notCarriedAfter } from './late-facts.js';

/**
 * 排查单位数: schools of which somebody recorded a round, a finding on one, or a survey of sources, by the place directly below. The
 * parameters are those of the statutory statistics.
 */
export async function unitsInspectedBelow(
  manager: EntityManager,
  parameters: readonly unknown[],
): Promise<Map<number | null, number>> {
  const rows: { child: number | null; n: number }[] = await manager.query(
    `select child, count(distinct organisation_id)::int as n from (
         select path[$2] as child, organisation_id from app.hazard h
         where path @> array[$1::int] and discovered_at >= $3 and discovered_at < $4 and status <> 'rejected'
           and source in ('self-check', 'inspection', 'special-campaign') and ${notCarriedAfter('h', '$5')}
         union all
         select path[$2], organisation_id from app.filing
         where path @> array[$1::int] and duty_id = 'source-survey' and state in ('filed', 'accepted')
           and (content->'answers'->>'surveyedOn')::date >= ($3::timestamptz at time zone 'Asia/Shanghai')::date
           and (content->'answers'->>'surveyedOn')::date < ($4::timestamptz at time zone 'Asia/Shanghai')::date
         union all
         select path[$2], organisation_id from app.inspection
         where path @> array[$1::int] and inspected_on >= ($3::timestamptz at time zone 'Asia/Shanghai')::date
           and inspected_on < ($4::timestamptz at time zone 'Asia/Shanghai')::date
       ) rounds group by 1`,
    [...parameters],
  );
  return new Map(rows.map((row) => [row.child, row.n]));
}
