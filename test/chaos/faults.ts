import { Redis } from 'ioredis';
import { FAILPOINTS } from '#platform/failpoint.js';
import { ask } from '../harness/database.js';
import { type District } from './district.js';
import { type Random } from './random.js';

/** Does some harm; answers what it was, for the log. */
export type Fault = (district: District, random: Random) => Promise<string>;

/** kill -9 at any moment, and again at a named point while it recovers, half of the time. */
const killProcess: Fault = async (district, random) => {
  await district.kill();
  if (random.isTrue(0.5)) {
    await district.restart();
    return 'kill -9';
  }
  const point = random.pick(FAILPOINTS);
  await district.restart(point);
  return `kill -9, and armed at ${point}`;
};

/** Connections of the service end in the middle of whatever they do. */
const terminateBackends: Fault = async (district, random) => {
  const most = random.between(1, 8);
  const ended = await ask(
    district.databaseUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where usename in ('tocsin_api', 'tocsin_worker') order by md5(pid::text || $1) limit $2`,
    [String(random.next()), most],
  );
  return `${ended.length} database connections ended`;
};

/** A backend that dies by SIGKILL makes the server stop all others at once and recover from its log, as after a power cut. */
const crashDatabase: Fault = async (district) => {
  const [backend] = await ask<{ pid: number }>(
    district.databaseUrl,
    `select pid from pg_stat_activity where usename = 'tocsin_worker' order by pid limit 1`,
  );
  if (!backend) return 'no database connection to crash';
  process.kill(backend.pid, 'SIGKILL');
  return 'database server crashed and recovered';
};

/** The queue is a hint: whatever it holds may vanish. */
const emptyQueues: Fault = async (district) => {
  const url = process.env['REDIS_URL'];
  if (!url) {
    const gone = await ask(district.databaseUrl, 'delete from bullmq.job returning 1');
    return `${gone.length} jobs deleted from the queues`;
  }
  const redis = new Redis(url, { lazyConnect: true });
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
  return 'FLUSHALL';
};

/** Not a fault, but what makes steps fall due; the process may die in the middle of it. */
const advanceTime: Fault = async (district, random) => {
  const hours = random.pick([1, 6, 30, 60]);
  void district.admin.post('/v1/clock', { advance: `PT${hours}H` }).catch(() => undefined);
  return `${hours} hours pass`;
};

/** The more often a fault stands here, the more often it is picked. */
export const FAULTS: readonly Fault[] = [
  killProcess,
  killProcess,
  killProcess,
  terminateBackends,
  terminateBackends,
  crashDatabase,
  emptyQueues,
  advanceTime,
  advanceTime,
];
