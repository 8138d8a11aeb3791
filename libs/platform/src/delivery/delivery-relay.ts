import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { ALL_QUEUES } from '#contracts/routes.js';
import { newId } from '#kernel/ids.js';
import { type Transactions } from '../database/transactions.js';
import { failpoint } from '../failpoint.js';
import { QUEUE_PREFIX, type QueueBackend } from '../queue/queue-backend.js';
import { type DeliveryJob } from './delivery.js';
import { type RelayWake } from './relay-wake.js';

const MOST_UNDER_WAY = 10_000;
const MOST_PER_JOB = 100;
const POLL_MS = 250;
/** Between the beginnings of two rounds at least, so that what many promise at the same time is carried in few jobs. */
const GATHER_MS = 5;

/** Carries open deliveries to their queues, and carries those again whose lease lapsed. Any number of processes may run it. */
@Injectable()
export class DeliveryRelay {
  private readonly queues = new Map<string, Queue<DeliveryJob>>();
  private running?: Promise<void>;
  private stopping = false;
  private woken = false;
  private rouse: () => void = () => undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly backend: QueueBackend,
    private readonly wake: RelayWake,
    private readonly mayClaim: () => boolean,
    /** How long a carried delivery may take before it is carried again. Longer than a full house of them needs. */
    private readonly leaseSeconds: number,
    private readonly report: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    for (const name of ALL_QUEUES) {
      const queue = new Queue<DeliveryJob>(name, { connection: this.backend.connection, prefix: QUEUE_PREFIX });
      queue.on('error', this.report);
      this.queues.set(name, queue);
    }
    await this.wake.listen();
    this.wake.onWake(() => {
      this.woken = true;
      this.rouse();
    });
    this.running = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.rouse();
    await this.running;
    await this.wake.close();
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  /** Jobs waiting or running in each queue. */
  async depths(): Promise<Record<string, number>> {
    const counted = [...this.queues].map(async ([name, queue]) => {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
      return [name, Object.values(counts).reduce((sum, n) => sum + n, 0)] as const;
    });
    return Object.fromEntries(await Promise.all(counted));
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      this.woken = false;
      const began = performance.now();
      const carried = await this.carry().catch((error: unknown) => {
        this.report(error);
        return 0;
      });
      const mayBeMore = carried >= MOST_UNDER_WAY;
      if (mayBeMore || this.stopping) continue;
      if (!this.woken) await this.pause();
      const early = GATHER_MS - (performance.now() - began);
      if (early > 0) await sleep(early);
    }
  }

  private pause(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, POLL_MS);
      this.rouse = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  private async carry(): Promise<number> {
    if (!this.mayClaim()) return 0;
    const rows = await this.transactions.call<{ id: string; route: string }>(
      `select id, route from app.carry_deliveries($1, $2 * interval '1 second') order by id`,
      [MOST_UNDER_WAY, this.leaseSeconds],
    );
    if (rows.length === 0) return 0;
    failpoint('relay.before-enqueue');
    const names = [...new Set(rows.map((row) => row.route))];
    await Promise.all(
      names.map((name) =>
        this.enqueue(
          name,
          rows.filter((row) => row.route === name),
        ),
      ),
    );
    failpoint('relay.after-enqueue');
    return rows.length;
  }

  private async enqueue(name: string, rows: readonly { id: string }[]): Promise<void> {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`a delivery names the route ${name}, which is not in the table of routes`);
    const ids = rows.map((row) => row.id);
    const jobs = [];
    for (let at = 0; at < ids.length; at += MOST_PER_JOB) {
      const deliveries = ids.slice(at, at + MOST_PER_JOB);
      jobs.push({
        name,
        data: { deliveries },
        opts: { jobId: newId(), removeOnComplete: true, removeOnFail: { age: 86_400 } },
      });
    }
    const [only] = jobs;
    // In bulk costs temporary tables on PostgreSQL, which one job is not worth.
    if (only && jobs.length === 1) await queue.add(only.name, only.data, only.opts);
    else await queue.addBulk(jobs);
  }
}
