import { redisQueues } from '#platform/queue/queue-backend.js';
import { World } from '../harness/world.js';
import { describeQueueBackend } from './queue-backend-contract.js';
import { hasRedis, RedisServer } from './redis-server.js';

if (hasRedis()) {
  describeQueueBackend('Redis', async () => {
    const server = await RedisServer.start();
    const backend = await redisQueues(server.url);
    return {
      backend,
      url: server.url,
      stop: async () => {
        await backend.close();
        await server.stop();
      },
    };
  });

  describe('Redis', () => {
    it('is refused when it may throw jobs away', async () => {
      const server = await RedisServer.start('allkeys-lru');
      try {
        await expect(redisQueues(server.url)).rejects.toThrow(/noeviction, not allkeys-lru/);
      } finally {
        await server.stop();
      }
    });

    it('carries a report to its alert as PostgreSQL does', async () => {
      const server = await RedisServer.start();
      const world = await World.begin('2026-09-21T09:00:00+08:00', { REDIS_URL: server.url }).catch(
        async (error: unknown) => {
          await server.stop();
          throw error;
        },
      );
      try {
        const officer = await world.as('s1-safety');
        const { id } = await officer.ok('POST', '/v1/hazards', {
          organisationCode: 'S1',
          place: { site: '主校区' },
          category: 'fire',
          description: '走廊灭火器压力不足，已过期三个月。',
          observations: ['FI-31'],
        });
        await world.settled();
        expect(await officer.ok('GET', `/v1/hazards/${id}`)).toMatchObject({ status: 'assigned' });
        expect((await world.alerts()).length).toBeGreaterThan(0);
      } finally {
        await world.end();
        await server.stop();
      }
    });
  });
} else {
  describe('queues on Redis', () => it.skip('need redis-server', () => undefined));
}
