import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { WHOLE_WORLD } from '../database/scope.js';
import { type Transactions } from '../database/transactions.js';
import { failpoint } from '../failpoint.js';
import { type RequestContext, runInContext } from '../http/request-context.js';
import { type Delivery, UNDER_WAY, UndeliverableError } from './delivery.js';
import { type DeliveryLedger } from './delivery-ledger.js';

type Handle = (deliveries: readonly Delivery[], manager: EntityManager) => Promise<readonly string[]>;

const MOST_ATTEMPTS = 8;
const FIRST_RETRY_MS = 2_000;

/** What a stage tells of each batch: its outcomes by name, or why one delivery failed. */
export interface ConsumerReport {
  handled(route: string, outcomes: Record<string, number>, seconds: number): void;
  failed(route: string, delivery: Delivery, error: Error, dead: boolean): void;
}

/**
 * Runs a stage's work on deliveries so that the effect and the mark "done" commit together. When a batch fails, each of its
 * deliveries is tried alone, so that one that cannot be handled does not hold up the others. This is the one place where a
 * repetition is decided: 8 attempts with doubling pauses from 2 s, then the dead state, which a person can see and replay.
 */
@Injectable()
export class DeliveryConsumer {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: DeliveryLedger,
    private readonly report: ConsumerReport,
    private readonly elapsed: () => number,
  ) {}

  async consume(route: string, ids: readonly string[], handle: Handle): Promise<Record<string, number>> {
    const began = this.elapsed();
    const outcomes = await this.attempt(ids, handle).catch(() => this.oneByOne(route, ids, handle));
    failpoint('consumer.after-commit');
    const counted = countOf(outcomes);
    this.report.handled(route, counted, (this.elapsed() - began) / 1_000);
    return counted;
  }

  /**
   * Runs work that no transaction can hold, such as sending: the delivery is looked up, the work done, and the delivery marked
   * done afterwards. `work` itself must know whether it was done before, and answers UNDER_WAY while somebody else is at it.
   */
  async consumeOutside(
    route: string,
    ids: readonly string[],
    work: (delivery: Delivery) => Promise<string>,
  ): Promise<Record<string, number>> {
    const began = this.elapsed();
    const owed = await this.transactions.run(WHOLE_WORLD, (manager) => this.ledger.lock(manager, ids));
    const outcomes: string[] = Array.from({ length: ids.length - owed.length }, () => 'duplicate');
    const done: Delivery[] = [];
    for (const delivery of owed) {
      try {
        const outcome = await runInContext(contextOf([delivery]), () => work(delivery));
        outcomes.push(outcome);
        if (outcome !== UNDER_WAY) done.push(delivery);
      } catch (error) {
        outcomes.push(...(await this.book(route, delivery.id, error)));
      }
    }
    if (done.length > 0) await this.transactions.run(WHOLE_WORLD, (manager) => this.ledger.done(manager, done));
    const counted = countOf(outcomes);
    this.report.handled(route, counted, (this.elapsed() - began) / 1_000);
    return counted;
  }

  private attempt(ids: readonly string[], handle: Handle): Promise<readonly string[]> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      const deliveries = await this.ledger.lock(manager, ids);
      const duplicates = Array.from({ length: ids.length - deliveries.length }, () => 'duplicate');
      if (deliveries.length === 0) return duplicates;
      failpoint('consumer.before-effect');
      const outcomes = await runInContext(contextOf(deliveries), () => handle(deliveries, manager));
      failpoint('consumer.before-commit');
      await this.ledger.done(manager, deliveries);
      return [...outcomes, ...duplicates];
    });
  }

  private async oneByOne(route: string, ids: readonly string[], handle: Handle): Promise<readonly string[]> {
    const outcomes: string[] = [];
    for (const id of ids) {
      const outcome = await this.attempt([id], handle).catch((error: unknown) => this.book(route, id, error));
      outcomes.push(...outcome);
    }
    return outcomes;
  }

  private book(route: string, id: string, thrown: unknown): Promise<readonly string[]> {
    const error = thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`);
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      const [delivery] = await this.ledger.lock(manager, [id]);
      if (!delivery) return ['duplicate'];
      const dead = error instanceof UndeliverableError || delivery.attempts + 1 >= MOST_ATTEMPTS;
      await this.ledger.failed(
        manager,
        id,
        cleanText(error),
        dead ? undefined : FIRST_RETRY_MS * 2 ** delivery.attempts,
      );
      this.report.failed(route, delivery, error, dead);
      return [dead ? 'dead' : 'retry'];
    });
  }
}

/** What the log and the next deliveries say of where this work came from: the requests and events behind it. */
function contextOf(deliveries: readonly Delivery[]): RequestContext {
  const [first] = deliveries;
  return {
    requestId: first?.requestId ?? `delivery:${first?.id ?? 'none'}`,
    eventId: deliveries.map(({ id }) => id).join(','),
    requestIds: new Map(deliveries.flatMap(({ subjectId, requestId }) => (requestId ? [[subjectId, requestId]] : []))),
  };
}

/** NUL cannot be stored as text, and an error that cannot be stored would hide the one it tells of. */
function cleanText(error: Error): string {
  return `${error.name}: ${error.message}`.replaceAll('\u0000', '�').toWellFormed().slice(0, 2_000);
}

function countOf(outcomes: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const outcome of outcomes) counted[outcome] = (counted[outcome] ?? 0) + 1;
  return counted;
}
