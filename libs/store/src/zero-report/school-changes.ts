import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type SchoolChange } from '#hazards/zero-report/school-change.js';

/** A change as lists show it: which school, since when, until when, into which. */
export interface ListedSchoolChange {
  readonly code: string;
  readonly name: string;
  readonly change: SchoolChange['kind'];
  readonly on: string;
  readonly until: string | null;
  readonly into: string | null;
}

/** 停办、合并 as recorded. The duties of a school follow from them in the database, whoever opens or closes something. */
@Injectable()
export class SchoolChanges {
  of(manager: EntityManager, organisationId: number): Promise<SchoolChange[]> {
    return manager.query(
      `select kind, to_char(from_day, 'YYYY-MM-DD') as from, to_char(until_day, 'YYYY-MM-DD') as until
       from app.school_change where organisation_id = $1 order by from_day`,
      [organisationId],
    );
  }

  async record(
    manager: EntityManager,
    { kind, from, until }: SchoolChange,
    more: { organisationId: number; intoId: number | null; reason: string; personId: string },
  ): Promise<string> {
    const id = newId();
    await manager.query(
      `insert into app.school_change (id, organisation_id, kind, from_day, until_day, into_organisation_id, reason, recorded_at,
         recorded_by) values ($1, $2, $3, $4, $5, $6, $7, app.now(), $8)`,
      [id, more.organisationId, kind, from, until, more.intoId, more.reason, more.personId],
    );
    return id;
  }

  async end(manager: EntityManager, organisationId: number, suspendedFrom: string, until: string): Promise<string> {
    const [rows]: [{ id: string }[], number] = await manager.query(
      `update app.school_change set until_day = $3 where organisation_id = $1 and kind = 'suspended' and from_day = $2 returning id`,
      [organisationId, suspendedFrom, until],
    );
    return rows[0]?.id ?? '';
  }
}

/** The changes that a span of days saw: suspensions that touched it, and mergers in it. `under` holds ids of subtrees. */
export function schoolChangesIn(
  manager: EntityManager,
  under: readonly number[],
  { firstDay, lastDay }: { firstDay: string; lastDay: string },
  depth = 1,
): Promise<(ListedSchoolChange & { child: number | null })[]> {
  return manager.query(
    `select s.path[$4] as child, o.code, o.name, s.kind as change, to_char(s.from_day, 'YYYY-MM-DD') as "on",
       to_char(s.until_day, 'YYYY-MM-DD') as until, n.code as into
     from app.school_change s join app.organisation o on o.id = s.organisation_id
     left join app.organisation_name(s.into_organisation_id) n on true
     where s.path && $1::int[] and s.from_day <= $3::date and (s.until_day is null or s.until_day > $2::date)
       and (s.kind = 'suspended' or s.from_day >= $2::date)
     order by o.code, s.from_day`,
    [under, firstDay, lastDay, depth],
  );
}
