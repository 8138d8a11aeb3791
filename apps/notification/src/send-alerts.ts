import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Grade } from '#hazards/grading/grade.js';
import { type Priority } from '#hazards/deadlines/priority.js';
import { type Severity } from '#hazards/escalation/escalation-policy.js';
import { messageIdFor } from '#hazards/notification/message-id.js';
import { decideSendAt } from '#hazards/notification/quiet-hours.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Delivery, UNDER_WAY, UndeliverableError } from '#platform/delivery/delivery.js';
import { failpoint } from '#platform/failpoint.js';
import { AlertSends, type PutOff, type Sendable, type SendResult } from '#store/alerts/alert-sends.js';
import { ZONE } from '#store/policies/zone.js';
import { FilingLinks } from './filings/filing-links.js';
import { Mailer, RefusedForGoodError } from './mailer.js';

/** Letters of one batch that are on the wire at the same time; so many may be in doubt when the process is killed. */
const ON_THE_WIRE = 8;

interface ClaimedLetter {
  readonly alert: Sendable;
  readonly claim: string;
}

interface Claims {
  readonly outcomes: Map<string, string>;
  readonly letters: readonly ClaimedLetter[];
}

/** Sends alerts by mail: claims first, sends outside of any transaction, then books what the other side said. */
@Injectable()
export class SendAlerts {
  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly sends: AlertSends,
    private readonly mailer: Mailer,
    private readonly filingLinks: FilingLinks,
  ) {}

  /** Answers one entry per delivery: the outcome's name, or an error: UndeliverableError when it is not to be tried again. */
  async run(deliveries: readonly Pick<Delivery, 'subjectId'>[]): Promise<(string | Error)[]> {
    const ids = [...new Set(deliveries.map((delivery) => delivery.subjectId))];
    const { outcomes, letters } = await this.transactions.run(WHOLE_WORLD, (manager) => this.claim(manager, ids));
    const results = new Map<string, string | Error>(outcomes);
    for (let at = 0; at < letters.length; at += ON_THE_WIRE) {
      for (const [id, result] of await this.send(letters.slice(at, at + ON_THE_WIRE))) results.set(id, result);
    }
    return deliveries.map(({ subjectId }) => {
      const result = results.get(subjectId) ?? 'duplicate';
      results.delete(subjectId);
      return result;
    });
  }

  private async claim(manager: EntityManager, ids: readonly string[]): Promise<Claims> {
    const { channel } = this.mailer;
    const outcomes = new Map<string, string>(ids.map((id) => [id, 'gone']));
    const putOff: PutOff[] = [];
    const ready: Sendable[] = [];
    for (const alert of await this.sends.sendable(manager, channel, ids)) {
      const sendAt = alert.address ? momentOf(alert) : null;
      if (sendAt && sendAt <= alert.now) ready.push(alert);
      else {
        putOff.push({ ...alert, messageId: this.messageIdOf(alert), sendAt });
        outcomes.set(alert.alertId, sendAt ? 'put-off' : 'no-address');
      }
    }
    await this.sends.putOff(manager, channel, putOff);
    const wanted = ready.map((alert) => ({ ...alert, messageId: this.messageIdOf(alert) }));
    const claims = await this.sends.claim(manager, channel, wanted);
    const claimed: ClaimedLetter[] = [];
    for (const alert of ready) {
      const claim = claims.get(alert.alertId);
      if (typeof claim === 'object') claimed.push({ alert, claim: claim.id });
      else outcomes.set(alert.alertId, claim === 'under-way' ? UNDER_WAY : 'duplicate');
    }
    const personal = await this.filingLinks.personal(
      manager,
      claimed.map(({ alert }) => alert),
    );
    return { outcomes, letters: personal.map((alert, at) => ({ alert, claim: claimed[at]?.claim ?? '' })) };
  }

  /** Never throws. What cannot be booked stays "sending": nobody sends it again before its lease has lapsed. */
  private async send(letters: readonly ClaimedLetter[]): Promise<[alertId: string, result: string | Error][]> {
    const said = await Promise.all(
      letters.map(({ alert }) => this.hand(alert).catch((error: unknown) => error as Error)),
    );
    const booked = letters.map(({ alert, claim }, at) => bookingOf(alert.alertId, claim, said[at] ?? 'accepted'));
    try {
      await this.transactions.run(WHOLE_WORLD, (manager) => this.sends.book(manager, this.mailer.channel, booked));
    } catch (error) {
      return booked.map(({ alertId }) => [alertId, error as Error]);
    }
    return booked.map(({ alertId }, at) => [alertId, resultOf(said[at] ?? 'accepted')]);
  }

  private async hand(alert: Sendable): Promise<string> {
    const { title: subject, body: text, html, address } = alert;
    failpoint('mail.before-wire');
    const answer = await this.mailer.send({
      messageId: this.messageIdOf(alert),
      to: address ?? '',
      subject,
      text,
      html,
    });
    failpoint('mail.after-wire');
    return answer;
  }

  private messageIdOf({ alertId }: Pick<Sendable, 'alertId'>): string {
    return messageIdFor(alertId, this.mailer.channel, 'tocsin');
  }
}

function bookingOf(alertId: string, claim: string, said: string | Error): SendResult {
  if (typeof said === 'string') return { alertId, claim, state: 'accepted', answer: said };
  return { alertId, claim, state: said instanceof RefusedForGoodError ? 'dead' : 'retry', answer: said.message };
}

function resultOf(said: string | Error): string | Error {
  if (typeof said === 'string') return 'sent';
  return said instanceof RefusedForGoodError ? new UndeliverableError(said.message, { cause: said }) : said;
}

/** A sending whose moment came is not put off again, whatever the hour. */
function momentOf(alert: Sendable): Date {
  if (alert.isDue) return alert.now;
  const { alertId: id, now } = alert;
  const decision = decideSendAt(
    {
      id,
      severity: alert.severity as Severity,
      grade: (alert.grade ?? undefined) as Grade | undefined,
      priority: (alert.priority ?? undefined) as Priority | undefined,
    },
    ZONE,
    now,
  );
  return decision.sendAt;
}
