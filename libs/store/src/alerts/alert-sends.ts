import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

export interface Sendable {
  readonly alertId: string;
  readonly address: string | null;
  readonly title: string;
  readonly body: string;
  readonly html: string;
  readonly severity: string;
  readonly grade: string | null;
  readonly priority: string | null;
  readonly organisationId: number;
  /** True when its sending was tried before, or was put off to a moment that has come. */
  readonly isDue: boolean;
  readonly now: Date;
}

/** A sending may take as many leases of its delivery as this before it counts as broken off. */
const LEASES = 1.5;

/** What became of the wish to send: claimed under an id, in somebody else's hands, or done before. */
export type SendClaim = { readonly id: string } | 'under-way' | 'done';

/** 送达记录: what became of each alert on each channel. */
@Injectable()
export class AlertSends {
  private readonly leaseSeconds: number;

  constructor(deliveryLeaseSeconds: number) {
    this.leaseSeconds = LEASES * deliveryLeaseSeconds;
  }

  /** What is needed to send an alert; undefined when it is not there. */
  async sendable(manager: EntityManager, alertId: string): Promise<Sendable | undefined> {
    const rows: Sendable[] = await manager.query(
      `select a.id as "alertId", p.email as address, a.title, a.body, a.html, a.severity, h.grade, h.priority,
         a.organisation_id as "organisationId", app.now() as now,
         exists (select from app.alert_send s where s.alert_id = a.id
           and (s.state <> 'pending' or s.send_at is null or s.send_at <= app.now())) as "isDue"
       from app.alert a join app.person p on p.id = a.recipient_id left join app.hazard h on h.id = a.hazard_id
       where a.id = $1`,
      [alertId],
    );
    return rows[0];
  }

  /**
   * Claims the sending for this worker and writes "sending" before the wire is touched. One that was left in "sending" until its
   * lease lapsed may have gone out: it is sent again and marked so. A dead one comes back only when a person replays it.
   */
  async claim(
    manager: EntityManager,
    alert: Pick<Sendable, 'alertId' | 'organisationId' | 'address'>,
    channel: string,
    messageId: string,
  ): Promise<SendClaim> {
    const claim = randomUUID();
    const rows: { claim: string }[] = await manager.query(
      `insert into app.alert_send as s (alert_id, channel, organisation_id, state, attempts, message_id, address, claim,
         lease_until, updated_at)
       values ($1, $2, $3, 'sending', 1, $4, $5, $6, clock_timestamp() + $7 * interval '1 second', app.now())
       on conflict (alert_id, channel) do update set
         possible_duplicate = s.possible_duplicate or s.state = 'sending',
         state = 'sending', attempts = s.attempts + 1, address = excluded.address, claim = excluded.claim,
         lease_until = excluded.lease_until, updated_at = excluded.updated_at
       where s.state in ('pending', 'retry', 'dead') or (s.state = 'sending' and s.lease_until < clock_timestamp())
       returning claim`,
      [alert.alertId, channel, alert.organisationId, messageId, alert.address, claim, this.leaseSeconds],
    );
    if (rows.length > 0) return { id: claim };
    const [held]: { state: string }[] = await manager.query(
      'select state from app.alert_send where alert_id = $1 and channel = $2',
      [alert.alertId, channel],
    );
    return held?.state === 'sending' ? 'under-way' : 'done';
  }

  /** Books the outcome; a worker whose claim was taken over in the meantime books nothing. */
  async book(
    manager: EntityManager,
    alertId: string,
    channel: string,
    claim: string,
    state: 'accepted' | 'retry' | 'dead',
    answer: string,
  ): Promise<void> {
    await manager.query(
      `update app.alert_send set state = $4, answer = $5, lease_until = null, updated_at = app.now()
       where alert_id = $1 and channel = $2 and claim = $3`,
      [alertId, channel, claim, state, answer.slice(0, 500)],
    );
  }

  /** Puts a sending off until that moment (of app.now()), or records that there is no address to send to. */
  async putOff(
    manager: EntityManager,
    alert: Pick<Sendable, 'alertId' | 'organisationId' | 'address'>,
    channel: string,
    messageId: string,
    sendAt: Date | null,
  ): Promise<void> {
    await manager.query(
      `insert into app.alert_send (alert_id, channel, organisation_id, state, message_id, address, send_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, app.now()) on conflict (alert_id, channel) do nothing`,
      [
        alert.alertId,
        channel,
        alert.organisationId,
        sendAt ? 'pending' : 'unreachable',
        messageId,
        alert.address,
        sendAt,
      ],
    );
  }

  /** Alerts whose put-off sending has come due; each is answered once. */
  async takeDue(manager: EntityManager, most: number): Promise<{ alertId: string; organisationId: number }[]> {
    return manager
      .query(
        `with due as (
         select alert_id, channel from app.alert_send
         where state = 'pending' and send_at <= app.now() order by send_at limit $1 for update skip locked
       )
       update app.alert_send s set send_at = null from due
       where s.alert_id = due.alert_id and s.channel = due.channel
       returning s.alert_id as "alertId", s.organisation_id as "organisationId"`,
        [most],
      )
      .then((answer: unknown) => rowsOf(answer));
  }
}

/** TypeORM answers an UPDATE with [rows, count]. */
function rowsOf<T>(answer: unknown): T[] {
  const [rows] = answer as [T[], number];
  return rows;
}
