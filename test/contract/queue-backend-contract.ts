import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Job, type JobsOptions, Queue, Worker, type WorkerOptions } from 'bullmq';
import { ALL_QUEUES } from '#contracts/routes.js';
import { type QueueBackend } from '#platform/queue/queue-backend.js';

/** A backend that runs, and where a process of its own finds it. */
export interface RunningBackend {
  readonly backend: QueueBackend;
  readonly url: string;
  stop(): Promise<void>;
}

/** How soon a crash is noticed; the shipped values are those of a busy system and would make a test wait for a minute. */
export const CRASH_OPTIONS = {
  lockDuration: 1_000,
  stalledInterval: 1_000,
  maxStalledCount: 5,
  drainDelay: 1,
} as const;

const LOADER = './test/harness/typescript-loader.mjs';

/** What this system asks of its queues. Both backends keep the same promises, so both run the same cases. */
export function describeQueueBackend(name: string, start: () => Promise<RunningBackend>): void {
  describe(`queues on ${name}`, () => {
    let running: RunningBackend;
    let queueName: string;
    let queue: Queue;
    const workers: Worker[] = [];
    const children: ChildProcess[] = [];
    // Queues of the shipped table, one for each case: the role that adds jobs may not create others.
    const names = [...ALL_QUEUES];

    beforeAll(async () => (running = await start()), 60_000);
    afterAll(() => running?.stop());
    beforeEach(() => {
      queueName = names.pop() ?? '';
      queue = new Queue(queueName, { connection: running.backend.connection });
      queue.on('error', () => undefined);
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      // Not by force: BullMQ would then leave its wait for the next job behind, and the process would outlive the tests.
      await Promise.all(workers.splice(0).map((worker) => worker.close()));
      await queue.close();
    });

    const work = (process: (job: Job) => Promise<unknown>, options: Partial<WorkerOptions> = {}): Worker => {
      const worker = new Worker(queueName, process, {
        connection: running.backend.connection,
        ...CRASH_OPTIONS,
        ...options,
      });
      worker.on('error', () => undefined);
      workers.push(worker);
      return worker;
    };
    const job = (id: string, opts: JobsOptions = {}) => ({ name: 'step', data: { id }, opts: { jobId: id, ...opts } });

    it('hands every job of a bulk to one worker once', async () => {
      const ids = Array.from({ length: 300 }, (_, index) => `bulk-${index}`);
      const seen: string[] = [];
      const done = countdown(ids.length);
      const take = async ({ data }: Job): Promise<void> => {
        seen.push(data.id);
        done.tick();
      };
      work(take, { concurrency: 3 });
      work(take, { concurrency: 3 });
      await queue.addBulk(ids.map((id) => job(id)));
      await done.reached;
      expect(seen.toSorted()).toEqual(ids.toSorted());
    });

    it('tries a failed job again after a growing pause, and gives up after the last try', async () => {
      const starts: Record<string, number[]> = { recovers: [], never: [] };
      const done = countdown(2);
      const worker = work(async ({ data }) => {
        const tries = (starts[data.id] ??= []);
        tries.push(performance.now());
        if (data.id === 'never' || tries.length < 3) throw new Error(`try ${tries.length}`);
      });
      worker.on('completed', done.tick);
      worker.on('failed', (failed) => failed && failed.attemptsMade >= 3 && done.tick());
      const opts = { attempts: 3, backoff: { type: 'exponential', delay: 100 } };
      await queue.addBulk([job('recovers', opts), job('never', opts)]);
      await done.reached;
      for (const tries of Object.values(starts)) {
        const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
        expect(pauses).toHaveLength(2);
        expect(pauses[0]).toBeGreaterThanOrEqual(95);
        expect(pauses[1]).toBeGreaterThanOrEqual(195);
      }
      expect(await queue.getJobCounts('completed', 'failed', 'waiting', 'active', 'delayed')).toEqual({
        completed: 1,
        failed: 1,
        waiting: 0,
        active: 0,
        delayed: 0,
      });
      expect((await queue.getJob('never'))?.failedReason).toBe('try 3');
    });

    it('gives the job of a killed process to another worker', async () => {
      const child = spawn(
        process.execPath,
        ['--import', LOADER, './test/contract/stalling-worker.ts', running.backend.kind, running.url, queueName],
        { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      children.push(child);
      await queue.addBulk([job('survivor')]);
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      expect(String(said)).toBe('took survivor\n');
      child.kill('SIGKILL');
      await once(child, 'exit');

      const done = countdown(1);
      const runs: string[] = [];
      const worker = work(async ({ data }) => void runs.push(data.id));
      worker.on('completed', done.tick);
      await done.reached;
      expect(runs).toEqual(['survivor']);
      expect((await queue.getJob('survivor'))?.attemptsMade).toBe(1);
    });

    it('holds a delayed job back and lets the others pass', async () => {
      const order: { id: string; waited: number }[] = [];
      const done = countdown(2);
      work(async ({ data, timestamp }) => {
        order.push({ id: data.id, waited: Date.now() - timestamp });
        done.tick();
      });
      await queue.addBulk([job('later', { delay: 400 }), job('now')]);
      await done.reached;
      expect(order.map(({ id }) => id)).toEqual(['now', 'later']);
      expect(order[1]?.waited).toBeGreaterThanOrEqual(400);
    });

    it('takes a job whose id is known already for the same job', async () => {
      const runs: string[] = [];
      const done = countdown(2);
      await queue.addBulk([job('twin'), job('twin')]);
      await queue.add('step', { id: 'twin, changed' }, { jobId: 'twin' });
      await queue.addBulk([job('last')]);
      work(async ({ data }) => {
        runs.push(data.id);
        done.tick();
      });
      await done.reached;
      await queue.addBulk([job('twin')]);
      expect(runs).toEqual(['twin', 'last']);
      expect(await queue.getJobCounts('waiting', 'active', 'delayed')).toEqual({ waiting: 0, active: 0, delayed: 0 });
    });

    it('lets a worker that closes finish what it has, and take nothing more', async () => {
      const runs: string[] = [];
      const begun = countdown(1);
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((open) => (finish = open));
      const leaving = work(async ({ data }) => {
        begun.tick();
        await gate;
        runs.push(data.id);
      });
      await queue.addBulk([job('first'), job('second')]);
      await begun.reached;
      const closing = leaving.close();
      finish();
      await closing;
      expect(runs).toEqual(['first']);
      expect(await (await queue.getJob('first'))?.getState()).toBe('completed');

      const done = countdown(1);
      work(async ({ data }) => {
        runs.push(data.id);
        done.tick();
      });
      await done.reached;
      expect(runs).toEqual(['first', 'second']);
    });
  });
}

/** A promise that is kept after so many ticks. */
function countdown(count: number): { tick: () => void; reached: Promise<void> } {
  let left = count;
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((done) => (reach = done));
  const tick = (): void => {
    left -= 1;
    if (left === 0) reach();
  };
  return { tick, reached };
}
