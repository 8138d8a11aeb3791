import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { minutes, seconds } from '#kernel/durations.js';
import { WHOLE_WORLD } from '../database/scope.js';
import { type Transactions } from '../database/transactions.js';
import { failpoint } from '../failpoint.js';
import { type RequestContext, runInContext } from '../http/request-context.js';
import { type Delivery, UNDER_WAY, UndeliverableError } from './delivery.js';
import { type DeliveryLedger } from './delivery-ledger.js';

/** One entry per delivery, in order: the outcome's name, or why it failed. */
export type WorkOutside = (deliveries: readonly Delivery[]) => Promise<readonly (string | Error)[]>;

type Handle = (deliveries: readonly Delivery[], manager: EntityManager) => Promise<readonly string[]>;

const FIRST_RETRY_MS = seconds(2);

interface Patience {
  readonly attempts: number;
  readonly longestPauseMs: number;
}

/** Our own work fails for reasons that somebody has to look at, and soon: about four minutes. */
const INSIDE: Patience = { attempts: 8, longestPauseMs: minutes(5) };
/** A mail server or its credentials may be out of order over a long weekend: at least three days, so that no letter is given up. */
const OUTSIDE: Patience = { attempts: 310, longestPauseMs: minutes(15) };

/** What a stage tells of each batch: its outcomes by name, or why one delivery failed. */
export interface ConsumerReport {
  handled(route: string, outcomes: Record<string, number>, seconds: number): void;
  failed(route: string, delivery: Delivery, error: Error, dead: boolean): void;
}

/**
 * Runs a stage's work on deliveries so that the effect and the mark "done" commit together. When a batch fails, each of its
 * deliveries is tried alone, so that one that cannot be handled does not hold up the others. This is the one place where a
 * repetition is decided: doubling pauses from 2 s, 8 attempts for work inside and three days for work that depends on others
 * outside; then the dead state, which a person can see and replay.
 */
@Injectable()
export class DeliveryConsumer {
  private readonly waiting = new Set<() => void>();

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
    this.handled(route, counted, began);
    return counted;
  }

  /** Waits until this process has handled a job, and not longer than `most` ms. */
  nextHandled(most: number): Promise<void> {
    return new Promise((done) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.waiting.delete(finish);
        done();
      };
      const timer = setTimeout(finish, most);
      this.waiting.add(finish);
    });
  }

  private handled(route: string, counted: Record<string, number>, began: number): void {
    this.report.handled(route, counted, (this.elapsed() - began) / 1_000);
    for (const finish of [...this.waiting]) finish();
  }

  /**
   * Runs work that no transaction can hold, such as sending: the deliveries are looked up, the work done, and they are marked
   * done afterwards. `work` answers each one's outcome or its error, in order. It must know itself whether it was done before,
   * and answers UNDER_WAY while somebody else is at it.
   */
  async consumeOutside(route: string, ids: readonly string[], work: WorkOutside): Promise<Record<string, number>> {
    const began = this.elapsed();
    const owed = await this.ledger.owed(this.transactions, ids);
    const outcomes: string[] = Array.from({ length: ids.length - owed.length }, () => 'duplicate');
    const done: Delivery[] = [];
    const results = await this.outside(owed, work);
    for (const [at, delivery] of owed.entries()) {
      const result = results[at];
      if (typeof result !== 'string') outcomes.push(...(await this.book(route, delivery.id, result, OUTSIDE)));
      else {
        outcomes.push(result);
        if (result !== UNDER_WAY) done.push(delivery);
      }
    }
    if (done.length > 0) await this.ledger.allDone(this.transactions, done);
    const counted = countOf(outcomes);
    this.handled(route, counted, began);
    return counted;
  }

  /** When a batch fails as a whole, each of its deliveries is tried alone. */
  private async outside(owed: readonly Delivery[], work: WorkOutside): Promise<readonly (string | Error)[]> {
    if (owed.length === 0) return [];
    try {
      return await runInContext(contextOf(owed), () => work(owed));
    } catch (error) {
      if (owed.length === 1) return [errorOf(error)];
      const results: (string | Error)[] = [];
      for (const delivery of owed) results.push(...(await this.outside([delivery], work)));
      return results;
    }
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
      const outcome = await this.attempt([id], handle).catch((error: unknown) => this.book(route, id, error, INSIDE));
      outcomes.push(...outcome);
    }
    return outcomes;
  }

  private book(route: string, id: string, thrown: unknown, patience: Patience): Promise<readonly string[]> {
    const error = errorOf(thrown);
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      const [delivery] = await this.ledger.lock(manager, [id]);
      if (!delivery) return ['duplicate'];
      const dead = error instanceof UndeliverableError || delivery.attempts + 1 >= patience.attempts;
      const pause = Math.min(FIRST_RETRY_MS * 2 ** delivery.attempts, patience.longestPauseMs);
      await this.ledger.failed(manager, id, cleanText(error), dead ? undefined : pause);
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

const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`));

/** NUL cannot be stored as text, and an error that cannot be stored would hide the one it tells of. */
function cleanText(error: Error): string {
  return `${error.name}: ${error.message}`.replaceAll('\u0000', '�').toWellFormed().slice(0, 2_000);
}

function countOf(outcomes: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const outcome of outcomes) counted[outcome] = (counted[outcome] ?? 0) + 1;
  return counted;
}
