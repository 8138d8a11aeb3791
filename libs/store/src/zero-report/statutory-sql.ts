import { notCarriedAfter } from './late-facts.js';

/**
 * The columns of the statutory statistics by the place directly below. $1: the place, $2: one more than the length of its path,
 * $3 and $4: from when and until before when hazards were found, $5: the last quarter that is told.
 * What came to light after a school had filed is carried by a later quarter, and not counted here.
 */
export const STATUTORY_SQL = `
  select h.path[$2] as child,
    count(*) filter (where h.grade = 'general')::int as "generalsFound",
    count(*) filter (where h.grade = 'general' and h.closed_at < $4)::int as "generalsFixed",
    count(*) filter (where h.grade = 'major')::int as "majorsFound",
    count(*) filter (where h.grade = 'major' and h.closed_at < $4)::int as "majorsClosed",
    count(*) filter (where h.grade = 'major' and plan.n > 0)::int as "majorsPlanned",
    count(*) filter (where h.grade = 'major' and plan.complete)::int as "majorsFullyPlanned",
    count(*) filter (where h.grade = 'major' and h.supervision is not null)::int as "majorsListed",
    count(*) filter (where h.grade = 'major' and h.supervision->>'level' = 'province')::int as "majorsListedByProvince",
    coalesce(sum(money.yuan), 0)::float8 as funds
  from app.hazard h
  left join lateral (
    select count(*) as n, bool_or((select count(*) from jsonb_object_keys(convert_from(e.canonical, 'UTF8')::jsonb->'plan')) >= 5)
      as complete
    from app.event e where h.grade = 'major' and e.stream = h.id and e.type = 'hazard.plan-filed' and e.at < $4
  ) plan on true
  left join lateral (
    select sum((convert_from(e.canonical, 'UTF8')::jsonb->>'funds')::float8) as yuan
    from app.event e where e.stream = h.id and e.type = 'hazard.rectified' and e.at < $4
  ) money on true
  where h.path @> array[$1::int] and h.discovered_at >= $3 and h.discovered_at < $4 and h.status <> 'rejected'
    and ${notCarriedAfter('h', '$5')}
  group by 1`;
