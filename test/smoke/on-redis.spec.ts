import { Redis } from 'ioredis';
import { hasRedis, RedisServer } from '../contract/redis-server.js';
import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const describeOnRedis = hasRedis() ? describe : describe.skip;

describeOnRedis('with the queues on Redis', () => {
  let redis: RedisServer;
  let world: World;
  let inbox: Inbox;
  beforeAll(async () => {
    redis = await RedisServer.start();
    world = await World.begin('2026-09-21T10:09:00+08:00', { REDIS_URL: redis.url, DELIVERY_LEASE_SECONDS: '1' });
    inbox = new Inbox(world);
    await world.until('2026-09-21T10:10:00+08:00');
  });
  afterAll(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world?.end();
      await redis?.stop();
    }
  });

  it('a report becomes an alert that climbs', async () => {
    const officer = await world.as('s1-safety');
    await officer.ok('POST', '/v1/hazards', EXTINGUISHER);
    await world.settled();
    await inbox.received('09-21 10:10 rectify/created → s1-logistics', '09-21 10:10 rectify/created → s1-safety');
    await world.until('2026-09-25T12:00:00+08:00');
    await inbox.received('09-25 08:07 rectify/before-3d → s1-logistics');
    expect(world.letters()).toHaveLength(3);
  });

  it('nothing is lost when Redis forgets everything', async () => {
    const client = new Redis(redis.url);
    const officer = await world.as('s1-safety');
    await officer.ok('POST', '/v1/hazards', CELLAR_DORMITORY);
    // Again and again, so that it falls between whichever stages.
    for (let turn = 0; turn < 20; turn += 1) await client.flushall();
    await world.settled();
    client.disconnect();
    const told = ['s1-logistics', 's1-principal', 'section', 'zone-east', 'deputy-director', 'government', 'city'];
    await inbox.received(
      ...told.map((who) => `09-25 12:00 rectify-major/created → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `09-25 12:00 interim-measure/created → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `09-25 12:00 file-plan/created → ${who}`),
    );
  });
});
