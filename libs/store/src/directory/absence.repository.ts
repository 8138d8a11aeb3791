import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Reach } from './reach.js';

export interface AbsenceView {
  readonly id: string;
  readonly personId: string;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
}

const ABSENCE = `
  select a.id, a.person_id as "personId", a.valid_from as "from", a.valid_to as "to", a.reason from app.absence a`;

/** Absences belong to the person's own organisation. */
@Injectable()
export class AbsenceRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** Those that run now or later; undefined when the person is out of reach. */
  of(reach: Reach, personId: string): Promise<AbsenceView[] | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      if ((await homeOf(manager, reach, personId)) === undefined) return undefined;
      return manager.query<AbsenceView[]>(
        `${ABSENCE} where a.person_id = $1 and a.valid_to > app.now() order by a.valid_from, a.id`,
        [personId],
      );
    });
  }

  /** undefined when the person is out of reach. */
  record(reach: Reach, absence: Omit<AbsenceView, 'id'>): Promise<AbsenceView | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      const organisationId = await homeOf(manager, reach, absence.personId);
      if (organisationId === undefined) return undefined;
      const id = newId();
      await manager.query(
        `insert into app.absence (id, person_id, organisation_id, path, valid_from, valid_to, reason)
         values ($1, $2, $3, '{}', $4, $5, $6)`,
        [id, absence.personId, organisationId, absence.from, absence.to, absence.reason],
      );
      return { id, ...absence };
    });
  }

  /** Ends an absence now, since people come back early. False when that person has none of this id within reach. */
  end(reach: Reach, personId: string, id: string): Promise<boolean> {
    return this.transactions.run(reach.scope, async (manager) => {
      const ended = await manager.query<[unknown[], number]>(
        `update app.absence set valid_to = least(valid_to, greatest(app.now(), valid_from + interval '1 millisecond'))
         where id = $2 and person_id = $3 and path && $1::int[] returning id`,
        [reach.within, id, personId],
      );
      return ended[1] > 0;
    });
  }
}

async function homeOf(manager: EntityManager, reach: Reach, personId: string): Promise<number | undefined> {
  const [home] = await manager.query<{ id: number }[]>(
    'select organisation_id as id from app.person where id = $1 and path && $2::int[]',
    [personId, reach.within],
  );
  return home?.id;
}
