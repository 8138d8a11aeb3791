import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

export interface SilentGroup {
  readonly cycleId: string;
  readonly stepId: string;
  readonly fellDueAt: Date;
  readonly recipientId: string;
  readonly organisationId: number;
}

export interface SilentList {
  /** The obligation under which the one letter is recorded: the first of the group, whichever school is handled first. */
  readonly anchor: { readonly id: string; readonly dueVersion: number };
  readonly organisationName: string;
  readonly organisationCode: string;
  readonly expected: number;
  readonly schools: readonly { name: string; principal?: string }[];
}

/** 未报名单: all schools below one officer that are silent at this moment. */
@Injectable()
export class SilentSchools {
  /** undefined when the officer was told already, or when none is silent any more. */
  async of(
    manager: EntityManager,
    { cycleId, stepId, fellDueAt, recipientId, organisationId }: SilentGroup,
  ): Promise<SilentList | undefined> {
    const [anchor]: { id: string; dueVersion: number; told: boolean }[] = await manager.query(
      `select o.id, o.due_version as "dueVersion", exists (select from app.alert a where a.obligation_id = o.id
         and a.due_version = o.due_version and a.step_id = $3 and a.recipient_id = $5) as told
       from app.obligation o join app.filing f on f.id = o.subject_id
       where f.cycle_id = $1 and f.path @> array[$2::int] and o.step_times[array_position(o.step_ids, $3)] = $4
       order by o.id limit 1`,
      [cycleId, organisationId, stepId, fellDueAt, recipientId],
    );
    if (!anchor || anchor.told) return undefined;
    const schools: { name: string; principal: string | null }[] = await manager.query(
      `select f.name, (select p.name from app.post t join app.person p on p.id = t.person_id and p.disabled_at is null
           where t.organisation_id = f.organisation_id and t.role = 'principal' and t.valid_from <= app.now()
             and (t.valid_to is null or t.valid_to > app.now()) order by t.valid_from, t.id limit 1) as principal
       from app.filing f
       where f.cycle_id = $1 and f.path @> array[$2::int] and f.state in ('open', 'draft', 'returned') and f.due_at <= app.now()
       order by f.code`,
      [cycleId, organisationId],
    );
    if (schools.length === 0) return undefined;
    const [place]: { name: string; code: string; expected: number }[] = await manager.query(
      `select o.name, o.code, (select count(*)::int from app.filing f where f.cycle_id = $1 and f.path @> array[$2::int]
         and f.state <> 'excused') as expected from app.organisation o where o.id = $2`,
      [cycleId, organisationId],
    );
    return {
      anchor,
      organisationName: place?.name ?? '',
      organisationCode: place?.code ?? '',
      expected: place?.expected ?? schools.length,
      schools: schools.map(({ name, principal }) => ({ name, ...(principal !== null && { principal }) })),
    };
  }
}
