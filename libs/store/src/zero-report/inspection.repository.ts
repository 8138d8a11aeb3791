import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type InspectionRound } from '#hazards/zero-report/inspection-round.js';

export interface StoredRound extends InspectionRound {
  readonly id: string;
  readonly recordedBy: string | null;
  readonly recordedAt: Date;
}

/** 排查台账: rounds of a school. What was written down stays. */
@Injectable()
export class InspectionRepository {
  async add(
    manager: EntityManager,
    organisationId: number,
    personId: string,
    { kind, inspectedOn, area, people, findings, hazards }: InspectionRound,
  ): Promise<string> {
    const id = newId();
    await manager.query(
      `insert into app.inspection (id, organisation_id, kind, inspected_on, area, people, findings, hazards, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, app.now(), $9)`,
      [id, organisationId, kind, inspectedOn, area, people, findings, hazards, personId],
    );
    return id;
  }

  /** The numbers among these under which the school's ledger holds a hazard. */
  async known(
    manager: EntityManager,
    organisationId: number,
    numbers: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows: { number: string }[] = await manager.query(
      'select number from app.hazard where organisation_id = $1 and number = any ($2::text[])',
      [organisationId, numbers],
    );
    return new Set(rows.map(({ number }) => number));
  }

  /** The newest first; after the id of the last one seen. Answers at most `most`. */
  list(
    manager: EntityManager,
    organisationId: number,
    { from, to, after, most }: { from?: string; to?: string; after?: readonly [string, string]; most: number },
  ): Promise<StoredRound[]> {
    return manager.query(
      `select i.id, i.kind, to_char(i.inspected_on, 'YYYY-MM-DD') as "inspectedOn", i.area, i.people, i.findings, i.hazards,
         p.name as "recordedBy", i.recorded_at as "recordedAt"
       from app.inspection i left join app.person_name(i.recorded_by) p on true
       where i.organisation_id = $1 and ($2::date is null or i.inspected_on >= $2) and ($3::date is null or i.inspected_on <= $3)
         and ($4::date is null or (i.inspected_on, i.id) < ($4, $5::uuid))
       order by i.inspected_on desc, i.id desc limit $6`,
      [organisationId, from ?? null, to ?? null, after?.[0] ?? null, after?.[1] ?? null, most],
    );
  }
}
