import { Queue, Worker } from 'bullmq';
import { Pool } from 'pg';
import { newId } from '#kernel/ids.js';
import { postgresQueues, type QueueBackend } from '#platform/queue/queue-backend.js';
import { serveParent } from './serve-parent.js';

/** Timers as one would have them without a table of due times: a delayed job for each. */
const QUEUE = 'bare-timers';

let backend: QueueBackend | undefined;
let pool: Pool | undefined;
let queue: Queue<{ at: number }> | undefined;
let worker: Worker<{ at: number }> | undefined;
let fired: (late: number) => void = () => undefined;

async function start(databaseUrl: string): Promise<void> {
  backend = await postgresQueues(databaseUrl, 1);
  pool = new Pool({ connectionString: databaseUrl, max: 2 });
  await pool.query('create table public.bare_timer (id uuid primary key, at timestamptz not null)');
  const { connection } = backend;
  queue = new Queue(QUEUE, { connection });
  worker = new Worker<{ at: number }>(QUEUE, ({ data }) => handle(data.at), { connection, concurrency: 4 });
  await worker.waitUntilReady();
}

async function handle(at: number): Promise<void> {
  const sql = 'insert into public.bare_timer (id, at) values ($1, clock_timestamp()) returning at';
  const answer = await (pool as Pool).query<{ at: Date }>(sql, [newId()]);
  fired((answer.rows[0]?.at.getTime() ?? NaN) - at);
}

/** Milliseconds by which each of the jobs was late. */
async function run(moments: string[]): Promise<number[]> {
  const late: number[] = [];
  const finished = new Promise<void>((done) => {
    fired = (milliseconds) => {
      if (late.push(milliseconds) === moments.length) done();
    };
  });
  const jobs = moments.map((moment) => {
    const at = Date.parse(moment);
    return {
      name: 'timer',
      data: { at },
      opts: { jobId: newId(), delay: Math.max(0, at - Date.now()), removeOnComplete: true },
    };
  });
  await queue?.addBulk(jobs);
  await finished;
  return late;
}

serveParent({ start, run }, async () => {
  await worker?.close(true);
  await queue?.close();
  await backend?.close();
  await pool?.end();
});
