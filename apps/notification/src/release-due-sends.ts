import { Injectable } from '@nestjs/common';
import { minutes } from '#kernel/durations.js';
import { groupReminders } from '#hazards/notification/group-reminders.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { AlertSends } from '#store/alerts/alert-sends.js';
import { type DueTask, DueWork } from '#store/clock/due-work.js';
import { ZONE } from '#store/policies/zone.js';

const EVERY_MS = 1_000;
const TOGETHER_MS = minutes(10);
const MOST_AT_ONCE = 500;

/** Brings alerts back that were put off, when their moment has come, and puts those of one recipient into one letter. */
@Injectable()
export class ReleaseDueSends implements DueTask {
  readonly question = `select min(send_at) from app.alert_send where state = 'pending'`;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly sends: AlertSends,
    private readonly ledger: DeliveryLedger,
    work: DueWork,
  ) {
    work.add(this, EVERY_MS);
  }

  nextAt(answer: unknown, now: Date): Date | undefined {
    const first = answer as Date | null;
    if (!first || first <= now) return first ?? undefined;
    // Letters of ten minutes leave together in a rehearsal: a stop at each of them would make a year long.
    return new Date(Math.ceil((first.getTime() + 1) / TOGETHER_MS) * TOGETHER_MS);
  }

  /** Answers how many alerts were released. What waited for one recipient leaves in one letter, which one delivery carries. */
  run(): Promise<number> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      const due = await this.sends.lockDue(manager, MOST_AT_ONCE);
      const mailings = groupReminders(due, ZONE);
      await this.sends.release(
        manager,
        mailings.flatMap(({ digestId, alerts }) => alerts.map((alert) => ({ ...alert, digestId }))),
      );
      await this.ledger.promise(
        manager,
        mailings.map(({ alerts: [{ alertId, organisationId }] }) => ({
          eventType: 'alert.raised',
          subjectId: alertId,
          organisationId,
        })),
      );
      return due.length;
    });
  }
}
