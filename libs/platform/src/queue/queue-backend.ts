import { type ConnectionOptions, createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool, type PoolClient } from 'pg';

/** Before the names of our keys in Redis. Whoever enqueues and whoever works must agree on it, or nothing arrives. */
export const QUEUE_PREFIX = 'tocsin';

/** What BullMQ runs on. One kind per process: BullMQ's default backend is a process-wide setting. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  readonly connection: ConnectionOptions;
  close(): Promise<void>;
}

/**
 * BullMQ on PostgreSQL. Each worker parks one connection for LISTEN for ever, so the pool holds one for each of them and
 * some to work with: a smaller pool starves without an error. It must reach PostgreSQL without a transaction-mode pooler.
 */
export async function postgresQueues(workerUrl: string, workers: number): Promise<QueueBackend> {
  setDefaultBackendFactory(createPostgresBackend);
  const pool = new Pool({
    connectionString: workerUrl,
    options: '-c search_path=bullmq',
    max: workers + 12,
    keepAlive: true,
    application_name: 'tocsin queues',
  });
  pool.setMaxListeners(0);
  const ended = new Set<Promise<void>>();
  pool.on('connect', (client) => ended.add(endOf(client)));
  await pool.query('select 1');
  return {
    kind: 'postgres',
    connection: pool as unknown as ConnectionOptions,
    // The pool calls itself ended before its connections are; a server that stops in between would make them complain.
    close: async () => void (await Promise.all([pool.end(), ...ended])),
  };
}

/** By the socket itself, because BullMQ takes all listeners off the clients that it listened on. */
function endOf(client: PoolClient): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: NodeJS.EventEmitter } }).connection;
  return new Promise((done) => stream.once('close', () => done()));
}

/** BullMQ on Redis. Treated as lossy: nothing is stored there that a delivery row does not promise. */
export async function redisQueues(url: string): Promise<QueueBackend> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const [, policy] = (await redis.config('GET', 'maxmemory-policy')) as [string, string];
  if (policy !== 'noeviction') {
    redis.disconnect();
    throw new Error(`REDIS_URL: Redis must run with maxmemory-policy noeviction, not ${policy}, or it drops jobs`);
  }
  return {
    kind: 'redis',
    connection: redis as unknown as ConnectionOptions,
    close: async () => void (await redis.quit().catch(() => redis.disconnect())),
  };
}
