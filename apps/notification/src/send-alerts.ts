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
import { Gather } from '#platform/gather.js';
import { AlertSends, type PutOff, type Sendable, type SendResult } from '#store/alerts/alert-sends.js';
import { ZONE } from '#store/policies/zone.js';
import { FilingLinks } from './filings/filing-links.js';
import { Mailer, RefusedForGoodError } from './mailer.js';

/** Letters of one batch that are on the wire at the same time; so many may be in doubt when the process is killed. */
const ON_THE_WIRE = 4;

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
  private readonly bookings: Gather<SendResult, void>;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly sends: AlertSends,
    private readonly mailer: Mailer,
    private readonly filingLinks: FilingLinks,
  ) {
    this.bookings = new Gather((results) => this.book(results), { underWay: 1, together: 50 });
  }

  /** Answers one entry per delivery: the outcome's name, or an error: UndeliverableError when it is not to be tried again. */
  async run(deliveries: readonly Pick<Delivery, 'subjectId'>[]): Promise<(string | Error)[]> {
    const ids = [...new Set(deliveries.map((delivery) => delivery.subjectId))];
    const { outcomes, letters } = await this.transactions.run(WHOLE_WORLD, (manager) => this.claim(manager, ids));
    const results = new Map<string, string | Error>(outcomes);
    const waiting = [...letters];
    const sendOn = async (): Promise<void> => {
      for (let letter = waiting.shift(); letter; letter = waiting.shift()) {
        results.set(letter.alert.alertId, await this.send(letter));
      }
    };
    await Promise.all(Array.from({ length: Math.min(ON_THE_WIRE, letters.length) }, sendOn));
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
    for (const alert of await this.sends.sendable(manager, ids)) {
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
    const personal = await this.filingLinks.personal(manager, claimed.map(({ alert }) => alert));
    return { outcomes, letters: personal.map((alert, at) => ({ alert, claim: claimed[at]?.claim ?? '' })) };
  }

  /** Never throws. What cannot be booked stays "sending": nobody sends it again before its lease has lapsed. */
  private async send({ alert, claim }: ClaimedLetter): Promise<string | Error> {
    const { alertId } = alert;
    const said = await this.hand(alert).catch((error: unknown) => error as Error);
    const isFinal = said instanceof RefusedForGoodError;
    const state = typeof said === 'string' ? 'accepted' : isFinal ? 'dead' : 'retry';
    const answer = typeof said === 'string' ? said : said.message;
    try {
      await this.bookings.run({ alertId, claim, state, answer });
    } catch (error) {
      return error as Error;
    }
    if (typeof said === 'string') return 'sent';
    return isFinal ? new UndeliverableError(said.message, { cause: said }) : said;
  }

  private async hand(alert: Sendable): Promise<string> {
    const { title: subject, body: text, html, address } = alert;
    failpoint('mail.before-wire');
    const answer = await this.mailer.send({ messageId: this.messageIdOf(alert), to: address ?? '', subject, text, html });
    failpoint('mail.after-wire');
    return answer;
  }

  private book(results: readonly SendResult[]): Promise<void[]> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      await this.sends.book(manager, this.mailer.channel, results);
      return results.map(() => undefined);
    });
  }

  private messageIdOf({ alertId }: Pick<Sendable, 'alertId'>): string {
    return messageIdFor(alertId, this.mailer.channel, 'tocsin');
  }
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
