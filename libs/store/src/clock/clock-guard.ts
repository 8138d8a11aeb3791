import { Injectable } from '@nestjs/common';
import { type Clock } from '#kernel/clock.js';
import { HealthCheck } from '#platform/observability/health.js';
import { type Transactions } from '#platform/database/transactions.js';

const TOLERATED_MS = 5_000;
const EVERY_MS = 30_000;

/**
 * Compares this process's clock with the database's. A process that is more than 5 s off claims no work and is not ready:
 * queue backends trust the clocks of their workers, and one that runs ahead steals jobs and fires timers early.
 */
@Injectable()
export class ClockGuard extends HealthCheck {
  readonly name = 'clock';
  private offMs = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly warn: (offMs: number) => void,
  ) {
    super();
  }

  get mayClaim(): boolean {
    return Math.abs(this.offMs) <= TOLERATED_MS;
  }

  async start(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => void this.measure().catch(() => undefined), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Milliseconds by which this process is ahead of the database; the round trip is shared out evenly. */
  async measure(): Promise<number> {
    const before = this.clock.now().getTime();
    const [row] = await this.transactions.call<{ moment: Date }>('select clock_timestamp() as moment', []);
    const after = this.clock.now().getTime();
    this.offMs = (before + after) / 2 - (row?.moment.getTime() ?? 0);
    if (!this.mayClaim) this.warn(this.offMs);
    return this.offMs;
  }

  async check(): Promise<void> {
    if (!this.mayClaim) throw new Error(`this process's clock is ${Math.round(this.offMs)} ms off the database's`);
  }
}
