import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { afterSuite, scratchDirectory } from './scratch.js';

/** A Redis of our own on a private port, gone with the suite; undefined where `redis-server` is not installed. */
export async function privateRedis(): Promise<string | undefined> {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined;
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: scratchDirectory('redis'),
    save: '',
    appendonly: 'yes',
    daemonize: 'no',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', flags, { stdio: 'ignore', detached: true });
  const gone = new Promise<void>((done) => server.once('exit', () => done()));
  afterSuite(async () => {
    server.kill('SIGTERM');
    await gone;
  });
  const url = `redis://127.0.0.1:${port}/0`;
  await untilItAnswers(url);
  return url;
}

async function untilItAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const late = pause(10_000, undefined, { ref: false }).then(() => {
    throw new Error('redis-server did not answer within 10 s');
  });
  try {
    await Promise.race([redis.ping(), late]);
  } finally {
    redis.disconnect();
  }
}
