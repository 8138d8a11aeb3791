import { Injectable } from '@nestjs/common';
import { type Grade } from '#hazards/grading/grade.js';
import { type Priority } from '#hazards/deadlines/priority.js';
import { type Severity } from '#hazards/escalation/escalation-policy.js';
import { messageIdFor } from '#hazards/notification/message-id.js';
import { decideSendAt } from '#hazards/notification/quiet-hours.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Delivery, UNDER_WAY, UndeliverableError } from '#platform/delivery/delivery.js';
import { failpoint } from '#platform/failpoint.js';
import { AlertSends, type Sendable } from '#store/alerts/alert-sends.js';
import { ZONE } from '#store/policies/zone.js';
import { FilingLinks } from './filings/filing-links.js';
import { Mailer, RefusedForGoodError } from './mailer.js';

/** Sends alerts by mail: claims first, sends outside of any transaction, then books what the other side said. */
@Injectable()
export class SendAlerts {
  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly sends: AlertSends,
    private readonly mailer: Mailer,
    private readonly filingLinks: FilingLinks,
  ) {}

  /** Answers the outcome's name; throws when it may be tried again, UndeliverableError when not. */
  async run(delivery: Pick<Delivery, 'subjectId'>): Promise<string> {
    const { channel } = this.mailer;
    const messageId = messageIdFor(delivery.subjectId, channel, 'tocsin');
    const claimed = await this.transactions.run(WHOLE_WORLD, async (manager) => {
      const alert = await this.sends.sendable(manager, delivery.subjectId);
      if (!alert) return 'gone';
      if (!alert.address) {
        await this.sends.putOff(manager, alert, channel, messageId, null);
        return 'no-address';
      }
      const sendAt = momentOf(alert);
      if (sendAt > alert.now) {
        await this.sends.putOff(manager, alert, channel, messageId, sendAt);
        return 'put-off';
      }
      const claim = await this.sends.claim(manager, alert, channel, messageId);
      if (claim === 'under-way') return UNDER_WAY;
      return claim === 'done'
        ? 'duplicate'
        : { alert: await this.filingLinks.personal(manager, alert), claim: claim.id };
    });
    return typeof claimed === 'string' ? claimed : this.send(claimed.alert, claimed.claim, messageId);
  }

  private async send(alert: Sendable, claim: string, messageId: string): Promise<string> {
    const { title: subject, body: text, html, address } = alert;
    try {
      failpoint('mail.before-wire');
      const answer = await this.mailer.send({ messageId, to: address ?? '', subject, text, html });
      failpoint('mail.after-wire');
      await this.book(alert, claim, 'accepted', answer);
      return 'sent';
    } catch (error) {
      const isFinal = error instanceof RefusedForGoodError;
      await this.book(alert, claim, isFinal ? 'dead' : 'retry', (error as Error).message);
      if (isFinal) throw new UndeliverableError(error.message, { cause: error });
      throw error;
    }
  }

  private book(alert: Sendable, claim: string, state: 'accepted' | 'retry' | 'dead', answer: string): Promise<void> {
    return this.transactions.run(WHOLE_WORLD, (manager) =>
      this.sends.book(manager, alert.alertId, this.mailer.channel, claim, state, answer),
    );
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
