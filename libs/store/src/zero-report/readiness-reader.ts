import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { rankOf } from '#hazards/directory/rank.js';
import { ROLE_IDS } from '#hazards/directory/role.js';

export interface UnreadySchool {
  readonly code: string;
  readonly name: string;
  readonly zone: string | null;
  readonly problems: readonly ReadinessProblem[];
}

/** 准备情况: nobody to fill in, nobody to sign, no address, letters that came back, nobody in zone and district whom the chase could reach. */
export const READINESS_PROBLEMS = {
  'no-filler': '没有填报人（安全员、分管副校长）',
  'no-principal': '没有校（园）长，无人签字',
  'no-address': '签字人没有登记邮箱',
  bounced: '签字人或填报人的邮件被退回',
  'nobody-above': '片区和区教育局各岗位均无人',
} as const;
export type ReadinessProblem = keyof typeof READINESS_PROBLEMS;

/** Auditors and administrators chase nobody. */
const RANKED = ROLE_IDS.filter((role) => rankOf(role) !== undefined);

const SCHOOLS = `
  with held as (
    select t.organisation_id, t.role, t.person_id from app.post t join app.person p on p.id = t.person_id and p.disabled_at is null
    where t.valid_from <= app.now() and (t.valid_to is null or t.valid_to > app.now())
  ), unreached as (
    select distinct a.recipient_id from app.alert a join app.alert_send s on s.alert_id = a.id where s.state = 'dead'
  )
  select s.code, s.name, z.name as zone, array_remove(array[
      case when not exists (select from held h where h.organisation_id = s.id and h.role in ('safety-officer', 'vice-principal'))
        then 'no-filler' end,
      case when not exists (select from held h where h.organisation_id = s.id and h.role = 'principal') then 'no-principal' end,
      case when exists (select from held h join app.person p on p.id = h.person_id where h.organisation_id = s.id
        and h.role = 'principal' and p.email is null) then 'no-address' end,
      case when exists (select from held h join unreached u on u.recipient_id = h.person_id where h.organisation_id = s.id
        and h.role in ('principal', 'safety-officer', 'vice-principal')) then 'bounced' end,
      case when not exists (select from held h join app.organisation a on a.id = h.organisation_id where a.id = any (s.path)
        and a.kind in ('zone', 'district-bureau') and h.role = any ($3::text[])) then 'nobody-above' end
    ], null) as problems
  from app.organisation s left join app.organisation z on z.id = s.parent_id and z.kind = 'zone'
  where app.is_school(s.kind) and s.path && $1::int[] and s.valid_from <= $2::date and (s.valid_to is null or s.valid_to > $2::date)
    and app.school_change_on(s.id, $2::date) is null`;

/** Which schools could not file if it were asked of them now. */
@Injectable()
export class ReadinessReader {
  async read(
    manager: EntityManager,
    under: readonly number[],
    day: string,
  ): Promise<{ schools: number; unready: UnreadySchool[] }> {
    const unready: UnreadySchool[] = await manager.query(
      `select * from (${SCHOOLS}) found where cardinality(problems) > 0 order by code`,
      [under, day, RANKED],
    );
    const [count]: { n: number }[] = await manager.query(
      `select count(*)::int as n from app.organisation s where app.is_school(s.kind) and s.path && $1::int[]
         and s.valid_from <= $2::date and (s.valid_to is null or s.valid_to > $2::date)
         and app.school_change_on(s.id, $2::date) is null`,
      [under, day],
    );
    return { schools: count?.n ?? 0, unready };
  }
}
