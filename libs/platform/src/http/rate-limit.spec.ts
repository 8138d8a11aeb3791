import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { readEnvironment } from '../config/environment.js';
import { createLogger } from '../observability/logging.js';
import { Public } from './access.js';
import { createHttpApp } from './create-http-app.js';
import { addressKey, RateLimited, RateLimiter } from './rate-limit.js';

describe('the rate limiter', () => {
  let now = 0;
  const limit = { capacity: 2, refillSeconds: 10 };

  beforeEach(() => {
    now = 0;
  });

  it('lets a burst through, then one per interval', () => {
    const limiter = new RateLimiter(() => now);
    expect([limiter.take('a', limit), limiter.take('a', limit), limiter.take('a', limit)]).toEqual([0, 0, 10]);
    now = 9_999;
    expect(limiter.take('a', limit)).toBe(1);
    now = 10_000;
    expect([limiter.take('a', limit), limiter.take('a', limit)]).toEqual([0, 10]);
  });

  it('fills up to its capacity and no further', () => {
    const limiter = new RateLimiter(() => now);
    limiter.take('a', limit);
    now = 1_000_000;
    expect([1, 2, 3].map(() => limiter.take('a', limit) === 0)).toEqual([true, true, false]);
  });

  it('counts keys apart, and forgets one on demand', () => {
    const limiter = new RateLimiter(() => now);
    limiter.take('a', { capacity: 1, refillSeconds: 60 });
    expect(limiter.take('b', { capacity: 1, refillSeconds: 60 })).toBe(0);
    expect(() => limiter.require('a', { capacity: 1, refillSeconds: 60 })).toThrow('Try again in 60 s.');
    limiter.reset('a');
    expect(limiter.take('a', { capacity: 1, refillSeconds: 60 })).toBe(0);
  });

  it('keeps a bound on its memory by dropping the key that was used longest ago', () => {
    const limiter = new RateLimiter(() => now);
    const once = { capacity: 1, refillSeconds: 60 };
    limiter.take('first', once);
    limiter.take('second', once);
    for (let i = 0; i < 49_998; i += 1) limiter.take(String(i), once);
    limiter.take('first', once);
    limiter.take('one more', once);
    expect(limiter.take('first', once)).toBeGreaterThan(0);
    expect(limiter.take('second', once)).toBe(0);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['2001:DB8:0:1::2', '2001:db8:0:1::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('takes %s for %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

describe('an endpoint with a limit', () => {
  @Controller('v1/tip-offs')
  class TipOffsController {
    @Public()
    @RateLimited({ action: 'tip-off', per: 'address', capacity: 2, refillSeconds: 60 })
    @Post()
    tell(): object {
      return {};
    }
  }

  @Module({ controllers: [TipOffsController] })
  class TipOffsModule {}

  async function statuses(trustedProxies: string, forwarded: string[]): Promise<number[]> {
    const environment = readEnvironment({ TRUSTED_PROXIES: trustedProxies });
    const service = await createHttpApp(TipOffsModule, { environment, logger: createLogger({ level: 'silent' }) });
    const answers: number[] = [];
    for (const address of forwarded) {
      const answer = await service.app.inject({
        method: 'POST',
        url: '/v1/tip-offs',
        headers: { 'x-forwarded-for': address },
      });
      answers.push(answer.statusCode);
      if (answer.statusCode === 429) expect(answer.headers['retry-after']).toBe('60');
    }
    await service.close();
    return answers;
  }

  it('does not believe X-Forwarded-For of just anybody', async () => {
    expect(await statuses('', ['192.0.2.1', '192.0.2.2', '192.0.2.3'])).toEqual([201, 201, 429]);
    expect(await statuses('10.0.0.0/8', ['192.0.2.1', '192.0.2.2', '192.0.2.3'])).toEqual([201, 201, 429]);
  });

  it('believes a trusted proxy, but only the address that the proxy itself saw', async () => {
    expect(await statuses('127.0.0.1', ['192.0.2.1', '192.0.2.2', '192.0.2.3'])).toEqual([201, 201, 201]);
    expect(await statuses('127.0.0.1', ['1.1.1.1, 192.0.2.1', '2.2.2.2, 192.0.2.1', '3.3.3.3, 192.0.2.1'])).toEqual([
      201, 201, 429,
    ]);
  });
});
