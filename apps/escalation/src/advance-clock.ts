import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { DueWork } from '#store/clock/due-work.js';
import { RehearsalMode } from './rehearsal-mode.js';

const LONGEST_WAIT_MS = 120_000;

/** Lives through a span of rehearsal time: from one due moment to the next, each time until all is quiet. */
@Injectable()
export class AdvanceClock {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: RehearsalClock,
    private readonly transactions: WorkerTransactions,
    private readonly work: DueWork,
    private readonly wake: RelayWake,
    private readonly mode: RehearsalMode,
  ) {}

  get isSimulated(): boolean {
    return this.mode.isSimulated;
  }

  /** Moves time by `length` ms. One caller at a time; a second one waits and then moves on from there. */
  run(length: number, onProgress?: (now: Date) => void): Promise<{ now: Date; steps: number }> {
    const turn = this.running.then(() => this.advance(length, onProgress));
    this.running = turn.catch(() => undefined);
    return turn;
  }

  /** Does what is due now until nothing is due, open or under way. Answers the steps taken. */
  async settle(): Promise<number> {
    let steps = 0;
    for (;;) {
      // Quiet first, then nothing due: the other way round, what the last delivery made due would be missed.
      await this.untilQuiet();
      const did = await this.work.run();
      steps += did;
      if (did === 0 && (await this.isQuiet())) return steps;
    }
  }

  private async untilQuiet(): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (let looks = 0; performance.now() < deadline; looks += 1) {
      if (await this.isQuiet()) return;
      if (looks % 50 === 0) this.wake.now();
      await pause(Math.min(2 + looks, 10));
    }
    throw new Error('the system did not fall quiet within two minutes');
  }

  private async advance(length: number, onProgress?: (now: Date) => void): Promise<{ now: Date; steps: number }> {
    let steps = await this.settle();
    const target = new Date((await this.clock.now()).getTime() + length);
    for (;;) {
      const next = await this.nextDue();
      if (!next || next > target) break;
      await this.clock.moveTo(next);
      steps += await this.settle();
      onProgress?.(next);
    }
    await this.clock.moveTo(target);
    steps += await this.settle();
    return { now: await this.clock.now(), steps };
  }

  private nextDue(): Promise<Date | undefined> {
    return this.transactions.run(WHOLE_WORLD, (manager) => this.work.nextAt(manager));
  }

  private async isQuiet(): Promise<boolean> {
    const [row] = await this.transactions.call<{ quiet: boolean }>('select app.deliveries_quiet() as quiet', []);
    return row?.quiet === true;
  }
}
