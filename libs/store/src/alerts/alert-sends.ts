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

const COLUMNS = 'alert_id uuid, organisation_id int, message_id text, address text';

/** A sending may take as many leases of its delivery as this before it counts as broken off. */
const LEASES = 1.5;

/** A letter and where it goes. */
export interface Addressed extends Pick<Sendable, 'alertId' | 'organisationId' | 'address'> {
  readonly messageId: string;
}

export interface PutOff extends Addressed {
  /** null where there is no address. */
  readonly sendAt: Date | null;
}

/** What the other side said to a letter that was sent under a claim. */
export interface SendResult {
  readonly alertId: string;
  readonly claim: string;
  readonly state: 'accepted' | 'retry' | 'dead';
  readonly answer: string;
}

/** What became of the wish to send: claimed under an id, in somebody else's hands, or done before. */
export type SendClaim = { readonly id: string } | 'under-way' | 'done';

/** 送达记录: what became of each alert on each channel. */
@Injectable()
export class AlertSends {
  private readonly leaseSeconds: number;

  constructor(deliveryLeaseSeconds: number) {
    this.leaseSeconds = LEASES * deliveryLeaseSeconds;
  }

  /** What is needed to send alerts; one that is not there is left out. */
  sendable(manager: EntityManager, channel: string, alertIds: readonly string[]): Promise<Sendable[]> {
    return manager.query(
      `select a.id as "alertId", p.email as address, a.title, a.body, a.html, a.severity, h.grade, h.priority,
         a.organisation_id as "organisationId", app.now() as now,
         (s.alert_id is not null and (s.state <> 'pending' or s.send_at is null or s.send_at <= app.now())) as "isDue"
       from app.alert a join app.person p on p.id = a.recipient_id left join app.hazard h on h.id = a.hazard_id
         left join app.alert_send s on s.alert_id = a.id and s.channel = $2
       where a.id = any($1::uuid[]) order by a.raised_at, a.id`,
      [alertIds, channel],
    );
  }

  /**
   * Claims sendings for this worker and writes "sending" before the wire is touched. One that was left in "sending" until its
   * lease lapsed may have gone out: it is sent again and marked so. A dead one comes back only when a person replays it.
   * Answers a claim by alert id.
   */
  async claim(manager: EntityManager, channel: string, alerts: readonly Addressed[]): Promise<Map<string, SendClaim>> {
    const claims = new Map<string, SendClaim>();
    if (alerts.length === 0) return claims;
    const rows = alerts.map((alert) => ({ ...rowOf(alert), claim: randomUUID() }));
    const claimed: { alert_id: string; claim: string }[] = await manager.query(
      `insert into app.alert_send as s (alert_id, channel, organisation_id, state, attempts, message_id, address, claim,
         lease_until, updated_at)
       select alert_id, $2, organisation_id, 'sending', 1, message_id, address, claim,
         clock_timestamp() + $3 * interval '1 second', app.now()
       from jsonb_to_recordset($1::jsonb) as r(${COLUMNS}, claim uuid) order by alert_id
       on conflict (alert_id, channel) do update set
         possible_duplicate = s.possible_duplicate or s.state = 'sending',
         state = 'sending', attempts = s.attempts + 1, address = excluded.address, claim = excluded.claim,
         lease_until = excluded.lease_until, updated_at = excluded.updated_at
       where s.state in ('pending', 'retry', 'dead') or (s.state = 'sending' and s.lease_until < clock_timestamp())
       returning alert_id, claim`,
      [JSON.stringify(rows), channel, this.leaseSeconds],
    );
    for (const { alert_id: id, claim } of claimed) claims.set(id, { id: claim });
    const left = alerts.filter((alert) => !claims.has(alert.alertId)).map((alert) => alert.alertId);
    if (left.length === 0) return claims;
    const held: { id: string; state: string }[] = await manager.query(
      'select alert_id as id, state from app.alert_send where alert_id = any($1::uuid[]) and channel = $2',
      [left, channel],
    );
    for (const { id, state } of held) claims.set(id, state === 'sending' ? 'under-way' : 'done');
    return claims;
  }

  /** Books outcomes; a worker whose claim was taken over in the meantime books nothing. */
  async book(manager: EntityManager, channel: string, results: readonly SendResult[]): Promise<void> {
    const answers = results.map(({ answer }) => answer.replaceAll('\u0000', '�').toWellFormed().slice(0, 500));
    await manager.query(
      `update app.alert_send s set state = r.state, answer = r.answer, lease_until = null, updated_at = app.now()
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as r(alert_id, claim, state, answer)
       where s.alert_id = r.alert_id and s.channel = $5 and s.claim = r.claim`,
      [
        results.map((one) => one.alertId),
        results.map((one) => one.claim),
        results.map((one) => one.state),
        answers,
        channel,
      ],
    );
  }

  /** Puts sendings off until their moments (of app.now()), or records that there is no address to send to. */
  async putOff(manager: EntityManager, channel: string, alerts: readonly PutOff[]): Promise<void> {
    if (alerts.length === 0) return;
    const rows = alerts.map((alert) => ({ ...rowOf(alert), send_at: alert.sendAt }));
    await manager.query(
      `insert into app.alert_send (alert_id, channel, organisation_id, state, message_id, address, send_at, updated_at)
       select alert_id, $2, organisation_id, case when send_at is null then 'unreachable' else 'pending' end, message_id,
         address, send_at, app.now()
       from jsonb_to_recordset($1::jsonb) as r(${COLUMNS}, send_at timestamptz) order by alert_id
       on conflict (alert_id, channel) do nothing`,
      [JSON.stringify(rows), channel],
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

function rowOf({ alertId, organisationId, messageId, address }: Addressed): Record<string, unknown> {
  return { alert_id: alertId, organisation_id: organisationId, message_id: messageId, address };
}

/** TypeORM answers an UPDATE with [rows, count]. */
function rowsOf<T>(answer: unknown): T[] {
  const [rows] = answer as [T[], number];
  return rows;
}
