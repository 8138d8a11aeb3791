import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type EventType, queuesFor } from '#contracts/routes.js';
import { type Delivery } from './delivery.js';
import { type Transactions } from '../database/transactions.js';
import { RelayWake } from './relay-wake.js';

export interface NewDelivery {
  readonly eventType: EventType;
  readonly subjectId: string;
  readonly organisationId: number;
  readonly refs?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
}

const COLUMNS = `id, route, event_type as "eventType", subject_id as "subjectId", refs, request_id as "requestId",
  organisation_id as "organisationId", attempts, (select app.now()) as "takenAt"`;

/** The rows behind the promise: written with a change, marked done with its effect. */
@Injectable()
export class DeliveryLedger {
  constructor(private readonly wake: RelayWake) {}

  /** Promises each event to every consumer that the table of routes names, in the caller's transaction. */
  async promise(manager: EntityManager, events: readonly NewDelivery[]): Promise<void> {
    const rows = events.flatMap((event) =>
      queuesFor(event.eventType).map((queue) => ({
        route: queue,
        event_type: event.eventType,
        subject_id: event.subjectId,
        refs: event.refs ?? {},
        request_id: event.requestId ?? null,
        organisation_id: event.organisationId,
      })),
    );
    if (rows.length === 0) return;
    await manager.query(
      `insert into app.delivery (route, event_type, subject_id, refs, request_id, organisation_id)
       select route, event_type, subject_id, refs, request_id, organisation_id
       from jsonb_to_recordset($1::jsonb) as r(route text, event_type text, subject_id uuid, refs jsonb, request_id text,
         organisation_id int)`,
      [JSON.stringify(rows)],
    );
    this.wake.afterCommit();
  }

  /** Locks those of the deliveries that are still owed; the others were done, or somebody else holds them. */
  lock(manager: EntityManager, ids: readonly string[]): Promise<Delivery[]> {
    return manager.query(
      `select ${COLUMNS} from app.delivery where id = any($1::bigint[]) and state in ('open', 'carried')
       order by id for update skip locked`,
      [ids],
    );
  }

  async done(manager: EntityManager, deliveries: readonly Delivery[]): Promise<void> {
    await manager.query(
      `update app.delivery set state = 'done', done_at = clock_timestamp(), lease_until = null, error = null
       where id = any($1::bigint[])`,
      [deliveries.map((delivery) => delivery.id)],
    );
  }

  /** Those of the deliveries that are still owed, without holding them, for work that no transaction can hold. */
  owed(transactions: Transactions, ids: readonly string[]): Promise<Delivery[]> {
    return transactions.call(`select ${COLUMNS} from app.owed_deliveries($1::bigint[])`, [ids]);
  }

  /** Marks deliveries done whose work is no transaction's. */
  async allDone(transactions: Transactions, deliveries: readonly Delivery[]): Promise<void> {
    await transactions.call('select app.deliveries_done($1::bigint[])', [deliveries.map((delivery) => delivery.id)]);
  }

  /** Books a failed attempt: carried again after `retryAfterMs`, or dead when there is none. */
  async failed(manager: EntityManager, id: string, error: string, retryAfterMs: number | undefined): Promise<void> {
    await manager.query(
      `update app.delivery set attempts = attempts + 1, error = $2,
         state = case when $3::float8 is null then 'dead' else 'carried' end,
         lease_until = case when $3::float8 is null then null else clock_timestamp() + $3::float8 * interval '1 ms' end
       where id = $1 and state in ('open', 'carried')`,
      [id, error, retryAfterMs ?? null],
    );
  }
}
