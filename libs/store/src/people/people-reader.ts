import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

/** Names and addresses of the people whom messages go to. */
@Injectable()
export class PeopleReader {
  async byIds(manager: EntityManager, ids: readonly string[]): Promise<Map<string, KnownPerson>> {
    const rows: KnownPerson[] = await manager.query(
      'select id, name, email from app.person where id = any($1::uuid[])',
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Telephone numbers of the safety sections of districts. */
  async sectionPhones(manager: EntityManager, districts: readonly number[]): Promise<Map<number, string>> {
    const rows: { organisation_id: number; phone: string }[] = await manager.query(
      `select distinct on (t.organisation_id) t.organisation_id, p.phone
       from app.post t join app.person p on p.id = t.person_id
       where t.organisation_id = any($1::int[]) and t.role in ('safety-section', 'safety-section-chief')
         and t.valid_from <= app.now() and (t.valid_to is null or t.valid_to > app.now()) and p.phone is not null
       order by t.organisation_id, t.role, t.valid_from, t.id`,
      [[...new Set(districts)]],
    );
    return new Map(rows.map((row) => [row.organisation_id, row.phone]));
  }
}
