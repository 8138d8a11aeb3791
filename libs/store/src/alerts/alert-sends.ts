import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type WaitingAlert } from '#hazards/notification/group-reminders.js';
import { type WorkerTransactions } from '#platform/database/transactions.js';
import { type Sendable } from './sendable-alerts.js';

const COLUMNS = 'alert_id uuid, organisation_id int, message_id text, address text';

/** A sending may take as many leases of its delivery as this before it counts as broken off. */
const LEASES = 1.5;
const RELEASE_LOCK = 7_307;

/** An alert and where it goes. */
export interface Addressed extends Pick<Sendable, 'alertId' | 'organisationId' | 'address'> {
  readonly messageId: string;
}

/** An alert that is to be sent now, in a letter of its own or in a digest. */
export interface Wanted extends Addressed {
  /** Names the attempt; alerts of one letter have the same. */
  readonly claim: string;
  readonly digestId: string | null;
}

export interface PutOff extends Addressed {
  /** null where there is no address. */
  readonly sendAt: Date | null;
  /** The recipient in whose letter it may stand with others; null for one that leaves alone. */
  readonly sharedBy: string | null;
}

/** A put-off sending whose moment has come. */
export interface DueSend extends WaitingAlert {
  readonly channel: string;
  readonly organisationId: number;
}

/** What the other side said to a letter that was sent under a claim. */
export interface SendResult {
  readonly alertId: string;
  readonly claim: string;
  readonly state: 'accepted' | 'retry' | 'dead';
  readonly answer: string;
}

/** What became of the wish to send: claimed, in somebody else's hands, or done before. */
export type SendClaim = 'claimed' | 'under-way' | 'done';

/** May be begun, or begun again: nobody has it, or whoever had it did not come back. */
const CLAIMABLE = `(s.state in ('pending', 'retry', 'dead') or s.state = 'sending' and s.lease_until < clock_timestamp())`;

/** 送达记录: what became of each alert on each channel. */
@Injectable()
export class AlertSends {
  private readonly leaseSeconds: number;

  constructor(deliveryLeaseSeconds: number) {
    this.leaseSeconds = LEASES * deliveryLeaseSeconds;
  }

  /**
   * All alerts of the digests in which these stand, themselves included. Their rows are locked, so that a digest is claimed as a
   * whole or not at all.
   */
  async lockDigestsOf(manager: EntityManager, channel: string, alertIds: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await manager.query(
      `select s.alert_id as id from app.alert_send s
       where s.channel = $2 and s.digest_id in (select d.digest_id from app.alert_send d
         where d.alert_id = any($1::uuid[]) and d.channel = $2 and d.digest_id is not null)
       order by s.alert_id for update of s`,
      [alertIds, channel],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Claims sendings for this worker and writes "sending" before the wire is touched. One that was left in "sending" until its
   * lease lapsed may have gone out: it is sent again and marked so. A dead one comes back only when a person replays it.
   * Answers a claim by alert id.
   */
  async claim(manager: EntityManager, channel: string, alerts: readonly Wanted[]): Promise<Map<string, SendClaim>> {
    const claims = new Map<string, SendClaim>();
    if (alerts.length === 0) return claims;
    const rows = alerts.map((alert) => ({ ...rowOf(alert), claim: alert.claim, digest_id: alert.digestId }));
    const claimed: { id: string }[] = await manager.query(
      `insert into app.alert_send as s (alert_id, channel, organisation_id, state, attempts, message_id, address, digest_id,
         claim, lease_until, updated_at)
       select alert_id, $2, organisation_id, 'sending', 1, message_id, address, digest_id, claim,
         clock_timestamp() + $3 * interval '1 second', app.now()
       from jsonb_to_recordset($1::jsonb) as r(${COLUMNS}, claim uuid, digest_id uuid) order by alert_id
       on conflict (alert_id, channel) do update set
         possible_duplicate = s.possible_duplicate or s.state = 'sending',
         state = 'sending', attempts = s.attempts + 1, address = excluded.address, claim = excluded.claim,
         message_id = excluded.message_id, digest_id = excluded.digest_id,
         lease_until = excluded.lease_until, updated_at = excluded.updated_at
       where ${CLAIMABLE}
       returning alert_id as id`,
      [JSON.stringify(rows), channel, this.leaseSeconds],
    );
    for (const { id } of claimed) claims.set(id, 'claimed');
    const left = alerts.filter((alert) => !claims.has(alert.alertId)).map((alert) => alert.alertId);
    if (left.length === 0) return claims;
    const held: { id: string; state: string }[] = await manager.query(
      'select alert_id as id, state from app.alert_send where alert_id = any($1::uuid[]) and channel = $2',
      [left, channel],
    );
    for (const { id, state } of held) claims.set(id, state === 'sending' ? 'under-way' : 'done');
    return claims;
  }

  /** Writes that alerts which waited are not sent any more: acknowledged elsewhere, or what they told of is done. */
  async leaveOut(manager: EntityManager, channel: string, alertIds: readonly string[]): Promise<void> {
    if (alertIds.length === 0) return;
    await manager.query(
      `update app.alert_send s set state = 'left-out', lease_until = null, updated_at = app.now()
       where s.alert_id = any($1::uuid[]) and s.channel = $2 and ${CLAIMABLE}`,
      [alertIds, channel],
    );
  }

  /** Books outcomes, outside of any unit of work; a worker whose claim was taken over in the meantime books nothing. */
  async book(transactions: WorkerTransactions, channel: string, results: readonly SendResult[]): Promise<void> {
    await transactions.call('select app.book_sends($1, $2::uuid[], $3::uuid[], $4::text[], $5::text[])', [
      channel,
      results.map((one) => one.alertId),
      results.map((one) => one.claim),
      results.map((one) => one.state),
      results.map(({ answer }) => answer.replaceAll('\u0000', '\uFFFD').toWellFormed().slice(0, 500)),
    ]);
  }

  /** Puts sendings off until their moments (of app.now()), or records that there is no address to send to. */
  async putOff(manager: EntityManager, channel: string, alerts: readonly PutOff[]): Promise<void> {
    if (alerts.length === 0) return;
    const rows = alerts.map((alert) => ({ ...rowOf(alert), send_at: alert.sendAt, shared_by: alert.sharedBy }));
    await manager.query(
      `insert into app.alert_send as s (alert_id, channel, organisation_id, state, message_id, address, send_at, shared_by,
         updated_at)
       select alert_id, $2, organisation_id, case when send_at is null then 'unreachable' else 'pending' end, message_id,
         address, send_at, shared_by, app.now()
       from jsonb_to_recordset($1::jsonb) as r(${COLUMNS}, send_at timestamptz, shared_by uuid) order by alert_id
       on conflict (alert_id, channel) do update set state = excluded.state, address = null, send_at = null,
         lease_until = null, updated_at = excluded.updated_at
       where excluded.send_at is null and ${CLAIMABLE}`,
      [JSON.stringify(rows), channel],
    );
  }

  /**
   * Put-off sendings whose moment has come: about `most`, and with each one all those that its recipient may get in the same
   * letter. One process at a time, to the end of its transaction, so that no letter is cut in two.
   */
  async lockDue(manager: EntityManager, most: number): Promise<DueSend[]> {
    await manager.query('select pg_advisory_xact_lock($1, 1)', [RELEASE_LOCK]);
    return manager.query(
      `with first as (
         select alert_id, channel, shared_by from app.alert_send
         where state = 'pending' and send_at <= app.now() order by send_at, alert_id limit $1
       ), due as (
         select alert_id, channel from first where shared_by is null
         union all select s.alert_id, s.channel from app.alert_send s
         where s.state = 'pending' and s.send_at <= app.now()
           and (s.shared_by, s.channel) in (select shared_by, channel from first where shared_by is not null)
       )
       select s.alert_id as "alertId", s.channel, s.organisation_id as "organisationId", s.send_at as "sendAt",
         s.shared_by as "sharedBy"
       from app.alert_send s join due on (s.alert_id, s.channel) = (due.alert_id, due.channel)
       where s.state = 'pending' order by s.alert_id for update of s`,
      [most],
    );
  }

  /** Their moment has come: from now on each may be sent, those with a digest id in that letter. */
  async release(
    manager: EntityManager,
    sends: readonly { alertId: string; channel: string; digestId: string | null }[],
  ): Promise<void> {
    await manager.query(
      `update app.alert_send s set send_at = null, digest_id = r.digest_id
       from unnest($1::uuid[], $2::text[], $3::uuid[]) as r(alert_id, channel, digest_id)
       where s.alert_id = r.alert_id and s.channel = r.channel`,
      [sends.map((one) => one.alertId), sends.map((one) => one.channel), sends.map((one) => one.digestId)],
    );
  }
}

function rowOf({ alertId, organisationId, messageId, address }: Addressed): Record<string, unknown> {
  return { alert_id: alertId, organisation_id: organisationId, message_id: messageId, address };
}
