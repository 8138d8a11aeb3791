import { Injectable } from '@nestjs/common';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { type DueLook, type DueTask, DueWork } from '#store/clock/due-work.js';
import { RehearsalMode } from './rehearsal-mode.js';

const LONGEST_WAIT_MS = 120_000;
/** How long to wait for word of a delivery at most, because another process may have handled the last one. */
const LOOK_MS = 25;

interface Settled extends Pick<DueLook, 'next' | 'dueNext'> {
  readonly steps: number;
}

/** Lives through a span of rehearsal time: from one due moment to the next, each time until all is quiet. */
@Injectable()
export class AdvanceClock {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: RehearsalClock,
    private readonly transactions: WorkerTransactions,
    private readonly work: DueWork,
    private readonly wake: RelayWake,
    private readonly consumer: DeliveryConsumer,
    private readonly mode: RehearsalMode,
  ) {}

  get isSimulated(): boolean {
    return this.mode.isSimulated;
  }

  /** Moves time by `length` ms. One caller at a time; a second one waits and then moves on from there. */
  run(length: number): Promise<{ now: Date; steps: number }> {
    const turn = this.running.then(() => this.advance(length));
    this.running = turn.catch(() => undefined);
    return turn;
  }

  /** Does what is due now until nothing is due, open or under way. Answers the steps taken, and what falls due next. */
  settle(): Promise<Settled> {
    return this.settleAfter([]);
  }

  /** `planned` is known to be due and is done without a look before it. */
  private async settleAfter(planned: readonly DueTask[]): Promise<Settled> {
    let steps = await this.runAll(planned);
    if (steps > 0) await this.untilQuiet();
    let wasInVain = false;
    for (;;) {
      // Both in one look: nothing due first and quiet later, what the last delivery made due would be missed.
      const { isQuiet, due, next, dueNext } = await this.look();
      if (!isQuiet) {
        await this.untilQuiet();
        continue;
      }
      const did = await this.runAll(due);
      steps += did;
      // What is due and cannot be done, twice in a row, is in other hands or has to wait.
      const isIdle = due.length === 0 || (did === 0 && wasInVain);
      wasInVain = did === 0;
      if (isIdle) return { steps, next, dueNext };
      if (did > 0) await this.untilQuiet();
    }
  }

  private async runAll(tasks: readonly DueTask[]): Promise<number> {
    let did = 0;
    for (const task of tasks) did += await task.run();
    return did;
  }

  private async untilQuiet(): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (let looks = 0; performance.now() < deadline; looks += 1) {
      if (!this.wake.isFresh && (await this.isQuiet())) return;
      if (looks % 20 === 19) this.wake.now();
      await this.consumer.nextHandled(LOOK_MS);
    }
    throw new Error('the system did not fall quiet within two minutes');
  }

  private async advance(length: number): Promise<{ now: Date; steps: number }> {
    let { steps, next, dueNext } = await this.settle();
    const target = new Date((await this.clock.now()).getTime() + length);
    for (let isThere = false; !isThere;) {
      const stop = next && next < target ? next : target;
      isThere = stop === target;
      await this.clock.moveTo(stop);
      const settled = await this.settleAfter(isThere ? [] : dueNext);
      steps += settled.steps;
      ({ next, dueNext } = settled);
    }
    return { now: await this.clock.now(), steps };
  }

  private look(): Promise<DueLook> {
    return this.transactions.run(WHOLE_WORLD, (manager) => this.work.look(manager));
  }

  private async isQuiet(): Promise<boolean> {
    const [row] = await this.transactions.call<{ quiet: boolean }>('select app.deliveries_quiet() as quiet', []);
    return row?.quiet === true;
  }
}
