import { Worker } from 'bullmq';
import { postgresQueues, redisQueues } from '#platform/queue/queue-backend.js';
import { CRASH_OPTIONS } from './queue-backend-contract.js';

/** A worker in a process of its own that takes a job, says so, and never ends it: it is there to be killed. */
const [kind, url = '', queue = ''] = process.argv.slice(2);
const backend = kind === 'redis' ? await redisQueues(url) : await postgresQueues(url, 1);
const worker = new Worker(
  queue,
  (job) =>
    new Promise(() => {
      process.stdout.write(`took ${job.id}\n`);
    }),
  { connection: backend.connection, ...CRASH_OPTIONS },
);
worker.on('error', () => undefined);
