import { Queue, Worker } from 'bullmq';
import { Pool } from 'pg';
import { newId } from '#kernel/ids.js';
import { postgresQueues, type QueueBackend, redisQueues } from '#platform/queue/queue-backend.js';
import { serveParent } from './serve-parent.js';

/**
 * What a chain of four stages costs with BullMQ alone: each hop is one job per hazard, handled in one transaction that
 * inserts two rows, and then adds the next hop's job. No decision, no history, no promise that a crash keeps.
 */
const HOPS = 4;
/** More of it was no faster on two cores, and less was slower. */
const CONCURRENCY = 8;

interface HopJob {
  readonly subject: string;
}

let backend: QueueBackend | undefined;
let pool: Pool | undefined;
let queues: Queue<HopJob>[] = [];
let workers: Worker<HopJob>[] = [];
let arrived = 0;
let allArrived: () => void = () => undefined;

async function start(databaseUrl: string, redisUrl: string | null): Promise<void> {
  backend = redisUrl === null ? await postgresQueues(databaseUrl, HOPS) : await redisQueues(redisUrl);
  pool = new Pool({ connectionString: databaseUrl, max: HOPS * CONCURRENCY });
  await pool.query(`
    create schema if not exists bare;
    create table if not exists bare.effect (id uuid primary key, hop int not null, subject uuid not null);
    create table if not exists bare.told (id uuid primary key, hop int not null, subject uuid not null)`);
  const { connection } = backend;
  queues = Array.from({ length: HOPS }, (_, hop) => new Queue<HopJob>(`bare-hop-${hop}`, { connection }));
  workers = queues.map(
    (queue, hop) =>
      new Worker<HopJob>(queue.name, ({ data }) => handle(hop, data), {
        connection,
        concurrency: CONCURRENCY,
        drainDelay: 5,
      }),
  );
  for (const queue of queues) queue.on('error', () => undefined);
  for (const worker of workers) worker.on('error', () => undefined);
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
}

/** Seconds until `count` subjects have gone through all hops, counted from before the first job is added. */
async function run(count: number): Promise<number> {
  arrived = count;
  const finished = new Promise<void>((done) => (allArrived = done));
  const began = performance.now();
  await queues[0]?.addBulk(Array.from({ length: count }, () => jobOf(newId())));
  await finished;
  return (performance.now() - began) / 1_000;
}

const jobOf = (subject: string) => ({
  name: 'hop',
  data: { subject },
  opts: { jobId: newId(), removeOnComplete: true },
});

async function handle(hop: number, { subject }: HopJob): Promise<void> {
  const client = await (pool as Pool).connect();
  try {
    await client.query('BEGIN');
    await client.query('insert into bare.effect (id, hop, subject) values ($1, $2, $3)', [newId(), hop, subject]);
    await client.query('insert into bare.told (id, hop, subject) values ($1, $2, $3)', [newId(), hop, subject]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  const next = queues[hop + 1];
  if (next) {
    const { name, data, opts } = jobOf(subject);
    await next.add(name, data, opts);
  } else if ((arrived -= 1) === 0) allArrived();
}

serveParent({ start, run }, async () => {
  await Promise.all(workers.map((worker) => worker.close(true)));
  await Promise.all(queues.map((queue) => queue.close()));
  await backend?.close();
  await pool?.end();
});
