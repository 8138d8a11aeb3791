import { Injectable } from '@nestjs/common';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Reach } from './reach.js';

/** One entry in the chain of an organisation, with the names of those whom it names. */
export interface OrganisationEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  /** As the history has it: 'person:<id>' or 'system:directory'. */
  readonly actor: string;
  readonly actorName: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personName: string | null;
  readonly hash: string;
}

/** Reads what the database itself writes whenever the directory changes. */
@Injectable()
export class OrganisationHistory {
  constructor(private readonly transactions: ApiTransactions) {}

  /** In the order of the chain, after entry `after`; undefined for an organisation out of reach. */
  of(reach: Reach, code: string, after: number, most: number): Promise<OrganisationEvent[] | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      const [organisation] = await manager.query<{ stream: string }[]>(
        'select history_id as stream from app.organisation where code = $2 and path && $1::int[]',
        [reach.within, code],
      );
      if (!organisation) return undefined;
      return manager.query<OrganisationEvent[]>(
        `select e.seq, e.type, e.at, e.actor, actor.name as "actorName", said.data, person.name as "personName",
           encode(e.hash, 'hex') as hash
         from (select * from app.event where stream = $1 and seq > $2 order by seq limit $3) e
           cross join lateral (select convert_from(e.canonical, 'UTF8')::jsonb as data) said
           left join app.person_name(substring(e.actor from '^person:(.*)$')::uuid) actor on true
           left join app.person_name((said.data->>'personId')::uuid) person on true
         order by e.seq`,
        [organisation.stream, after, most],
      );
    });
  }
}
