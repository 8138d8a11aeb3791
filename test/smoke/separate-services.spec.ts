import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedDatabase, THROWAWAY } from '#platform/database/embedded-database.js';
import { freePort } from '../chaos/tocsin-process.js';
import { hasRedis, RedisServer } from '../contract/redis-server.js';
import { Client } from '../harness/client.js';
import { ask } from '../harness/database.js';
import { brokenInvariants } from '../harness/invariants.js';
import { proxyPaths } from '../harness/proxy-paths.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { OwnProcess } from '../harness/own-process.js';
import { ADMIN_PASSWORD, ORGANISATIONS, PEOPLE } from '../harness/world.js';

const STAGES = [
  'directory',
  'intake',
  'grading',
  'assignment',
  'rectification',
  'escalation',
  'zero-report',
  'notification',
];
const WITHIN_MS = 30_000;
const describeOnRedis = hasRedis() ? describe : describe.skip;

/** Sends each request to the stage that docker/Caddyfile names for its path. */
class Proxied {
  private readonly paths = proxyPaths();

  constructor(
    private readonly stages: ReadonlyMap<string, OwnProcess>,
    private readonly token?: string,
  ) {}

  ok<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    const stage = this.paths.upstreamOf(path)?.split(':')[0] ?? '';
    return new Client(this.stages.get(stage)?.address ?? '', this.token).ok<T>(method, path, body, headers);
  }

  async signIn(username: string, password: string): Promise<Proxied> {
    const { token } = await this.ok<{ token: string }>('POST', '/v1/sessions', { username, password });
    return new Proxied(this.stages, token);
  }
}

async function until<T>(what: string, look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T> {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (performance.now() > end) throw new Error(`${what} did not come: ${JSON.stringify(seen)}`);
    await pause(50);
  }
}

describeOnRedis('the stages as processes of their own', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-apart-'));
  const processes = new Map<string, OwnProcess>();
  let database: EmbeddedDatabase;
  let redis: RedisServer;
  let passwords: Map<string, string>;

  beforeAll(async () => {
    redis = await RedisServer.start();
    database = await EmbeddedDatabase.start(directory, {
      ...THROWAWAY,
      shared_buffers: '32MB',
      max_connections: '300',
    });
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: directory, ADMIN_PASSWORD };
    // All at once on an empty database, as compose does it.
    for (const stage of STAGES) processes.set(stage, new OwnProcess(stage, [], await freePort(), env));
    await Promise.all([...processes.values()].map((process) => process.ready()));
    for (const { app, isAlive, died } of processes.values())
      if (!isAlive) throw new Error(`${app} ended: ${(await died).said}`);

    const admin = await new Proxied(processes).signIn('admin', ADMIN_PASSWORD);
    await admin.ok('POST', '/v1/organisations/import', ORGANISATIONS);
    const { credentials } = await admin.ok<{ credentials: { username: string; initialPassword: string }[] }>(
      'POST',
      '/v1/people/import',
      PEOPLE,
    );
    passwords = new Map(credentials.map(({ username, initialPassword }) => [username, initialPassword]));
    // Eight processes that start at the same moment take their time on a machine with two cores.
  }, 180_000);
  afterAll(async () => {
    await Promise.all([...processes.values()].map((process) => process.kill()));
    await database?.stop();
    await redis?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const as = (username: string) => new Proxied(processes).signIn(username, passwords.get(username) ?? '');

  it('carry a report from hand to hand to an alert in the owner’s list', async () => {
    const officer = await as('s1-safety');
    const { id } = await officer.ok<{ id: string }>('POST', '/v1/hazards', EXTINGUISHER, {
      'idempotency-key': 'apart-1',
    });
    const hazard = await until(
      'an owner',
      () => officer.ok<{ status: string; grade: object; owner: object }>('GET', `/v1/hazards/${id}`),
      ({ status }) => status === 'assigned',
    );
    expect(hazard).toMatchObject({ grade: { value: 'general', ruleIds: ['FI-31'] }, owner: { name: '赵军' } });
    expect(await officer.ok('GET', `/v1/hazards/${id}/grade`)).toMatchObject({ grade: 'general' });
    await officer.ok('GET', `/v1/hazards/${id}/deadline`);

    const owner = await as('s1-logistics');
    const { items } = await until(
      'an alert',
      () => owner.ok<{ items: object[] }>('GET', '/v1/alerts'),
      (alerts) => alerts.items.length > 0,
    );
    expect(items).toHaveLength(1);
    const [obligation] = await ask(database.url, 'select kind, status from app.obligation where subject_id = $1', [id]);
    expect(obligation).toMatchObject({ kind: 'rectify' });

    await owner.ok('POST', `/v1/hazards/${id}/rectification`, { note: '已更换灭火器。' }, { 'if-match': '*' });
    await until(
      'the verifier’s obligation',
      () => ask<{ kind: string }>(database.url, 'select kind from app.obligation where subject_id = $1', [id]),
      (owed) => owed.some(({ kind }) => kind === 'verify'),
    );
  });

  it('tell government and city of a major hazard, whose letters the one stage that sends them writes', async () => {
    const officer = await as('s1-safety');
    await officer.ok('POST', '/v1/hazards', CELLAR_DORMITORY);
    for (const username of ['government', 'city']) {
      const office = await as(username);
      await until(
        'an alert',
        () => office.ok<{ items: object[] }>('GET', '/v1/alerts'),
        ({ items }) => items.length === 1,
      );
    }
    await until(
      'the end of all deliveries',
      () => ask<{ n: number }>(database.url, `select count(*)::int as n from app.delivery where state <> 'done'`),
      ([open]) => open?.n === 0,
    );
    const [sent] = await ask<{ n: number }>(
      database.url,
      `select count(*)::int as n from app.alert_send where state = 'accepted'`,
    );
    const letters = readdirSync(join(directory, 'outbox')).filter(
      (name) => name.endsWith('.eml') && !name.startsWith('.'),
    );
    expect(letters).toHaveLength(sent?.n ?? -1);
    expect(letters.length).toBeGreaterThan(0);
    expect(await brokenInvariants(database.url)).toEqual([]);
  });

  it('end by SIGTERM in good order, and say nothing', async () => {
    const endings = await Promise.all([...processes.values()].map((process) => process.stop()));
    expect(endings).toEqual(STAGES.map(() => ({ code: 0, signal: null, said: '' })));
    const left = await ask(
      database.url,
      `select application_name, usename from pg_stat_activity where usename like 'tocsin%'`,
    );
    expect(left).toEqual([]);
  });
});
