import { Injectable } from '@nestjs/common';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Delivery, UndeliverableError } from '#platform/delivery/delivery.js';
import { failpoint } from '#platform/failpoint.js';
import { AlertSends, type SendResult } from '#store/alerts/alert-sends.js';
import { type ClaimedLetter, ClaimLetters } from './claim-letters.js';
import { Mailer, RefusedForGoodError } from './mailer.js';

/** Letters of one batch that are on the wire at the same time; so many may be in doubt when the process is killed. */
const ON_THE_WIRE = 16;

/** Sends alerts by mail: claims first, sends outside of any transaction, then books what the other side said. */
@Injectable()
export class SendAlerts {
  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly sends: AlertSends,
    private readonly mailer: Mailer,
    private readonly claimLetters: ClaimLetters,
  ) {}

  /**
   * Answers one entry per delivery: the outcome's name, or an error: UndeliverableError when it is not to be tried again. A delivery
   * of any alert in a digest carries the whole letter.
   */
  async run(deliveries: readonly Pick<Delivery, 'subjectId'>[]): Promise<(string | Error)[]> {
    const ids = [...new Set(deliveries.map((delivery) => delivery.subjectId))];
    const { outcomes, letters } = await this.transactions.run(WHOLE_WORLD, (manager) =>
      this.claimLetters.run(manager, this.mailer.channel, ids),
    );
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

  /** Never throws. What cannot be booked stays "sending": nobody sends it again before its lease has lapsed. */
  private async send(letters: readonly ClaimedLetter[]): Promise<[alertId: string, result: string | Error][]> {
    const said = await Promise.all(
      letters.map((letter) => this.hand(letter).catch((error: unknown) => error as Error)),
    );
    const answers = letters.flatMap(({ alertIds, claim }, at) =>
      alertIds.map((alertId) => ({ alertId, claim, said: said[at] ?? 'accepted' })),
    );
    try {
      await this.sends.book(this.transactions, this.mailer.channel, answers.map(bookingOf));
    } catch (error) {
      return answers.map(({ alertId }) => [alertId, error as Error]);
    }
    return answers.map((answer) => [answer.alertId, resultOf(answer.said)]);
  }

  private async hand({ messageId, to, subject, text }: ClaimedLetter): Promise<string> {
    failpoint('mail.before-wire');
    const answer = await this.mailer.send({ messageId, to, subject, text });
    failpoint('mail.after-wire');
    return answer;
  }
}

function bookingOf({ alertId, claim, said }: { alertId: string; claim: string; said: string | Error }): SendResult {
  if (typeof said === 'string') return { alertId, claim, state: 'accepted', answer: said };
  return { alertId, claim, state: said instanceof RefusedForGoodError ? 'dead' : 'retry', answer: said.message };
}

function resultOf(said: string | Error): string | Error {
  if (typeof said === 'string') return 'sent';
  return said instanceof RefusedForGoodError ? new UndeliverableError(said.message, { cause: said }) : said;
}
