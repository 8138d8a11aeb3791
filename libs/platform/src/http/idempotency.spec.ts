import 'reflect-metadata';
import { Body, Controller, Module, Post, Res } from '@nestjs/common';
import { IsInt, IsString } from 'class-validator';
import { type FastifyReply } from 'fastify';
import { readEnvironment } from '../config/environment.js';
import { createLogger } from '../observability/logging.js';
import { Public } from './access.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';
import {
  Idempotent,
  IdempotencyStore,
  type IdempotencyClaim,
  type IdempotentRun,
  type StoredResponse,
} from './idempotency.js';
import { Problem } from './problem.js';

/** As a database would: the first claim wins, and answers are kept as JSON. */
class MemoryStore extends IdempotencyStore {
  readonly entries = new Map<string, { hash: string; response?: string }>();

  async once(claim: IdempotencyClaim, work: () => Promise<StoredResponse>): Promise<IdempotentRun> {
    const { bodyHash: hash } = claim;
    const entry = this.entries.get(idOf(claim));
    if (entry && entry.hash !== hash) return { kind: 'mismatch' };
    if (entry?.response) return { kind: 'replay', response: JSON.parse(entry.response) as StoredResponse };
    if (entry) return { kind: 'in-flight', retryAfterSeconds: 2 };
    this.entries.set(idOf(claim), { hash });
    try {
      const response = await work();
      await this.keep(claim, response);
      return { kind: 'first', response };
    } catch (error) {
      this.entries.delete(idOf(claim));
      throw error;
    }
  }

  async keep(claim: IdempotencyClaim, response: StoredResponse): Promise<void> {
    this.entries.set(idOf(claim), { hash: claim.bodyHash, response: JSON.stringify(response) });
  }
}

const idOf = ({ actor, route, key }: IdempotencyClaim): string => [actor, route, key].join('|');

class Order {
  @IsInt()
  count: number;

  @IsString()
  outcome: string;
}

let runs = 0;
let release: (() => void) | undefined;

@Controller('v1')
class OrdersController {
  @Public()
  @Idempotent()
  @Post('orders')
  async order(@Body() order: Order, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    runs += 1;
    if (order.outcome === 'conflict') throw Problem.conflict(`run ${runs}`);
    if (order.outcome === 'busy') throw Problem.tooManyRequests(1);
    if (order.outcome === 'broken') throw new Error('a fault');
    if (order.outcome === 'slow') await new Promise<void>((resolve) => (release = resolve));
    reply.header('Location', `/v1/orders/${runs}`).header('ETag', '"v1"');
    return { run: runs };
  }

  @Public()
  @Idempotent({ required: true })
  @Post('payments')
  pay(): object {
    return {};
  }
}

const store = new MemoryStore();

@Module({ controllers: [OrdersController], providers: [{ provide: IdempotencyStore, useValue: store }] })
class OrdersModule {}

describe('idempotency', () => {
  let service: HttpApp;

  beforeAll(async () => {
    service = await createHttpApp(OrdersModule, {
      environment: readEnvironment({}),
      logger: createLogger({ level: 'silent' }),
    });
  });

  beforeEach(() => {
    runs = 0;
    store.entries.clear();
  });

  afterAll(() => service.close());

  const order = (key: string | undefined, outcome = 'good', count = 1, url = '/v1/orders') =>
    service.app.inject({
      method: 'POST',
      url,
      payload: { count, outcome },
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });

  it('runs once per key and repeats the answer', async () => {
    const first = await order('k1');
    const second = await order('k1');
    expect(runs).toBe(1);
    expect(first.statusCode).toBe(201);
    expect(second.statusCode).toBe(201);
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({ location: '/v1/orders/1', etag: '"v1"', 'idempotency-replayed': 'true' });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect((await order('k2')).json()).toEqual({ run: 2 });
  });

  it('runs as often as asked without a key', async () => {
    await order(undefined);
    await order(undefined);
    expect(runs).toBe(2);
    expect(store.entries.size).toBe(0);
  });

  it('repeats a refusal of the operation', async () => {
    const first = await order('k1', 'conflict');
    const second = await order('k1', 'conflict');
    expect(runs).toBe(1);
    expect(second.statusCode).toBe(409);
    expect(second.body).toBe(first.body);
    expect(second.headers['content-type']).toBe('application/problem+json');
    expect(second.json().detail).toBe('run 1');
  });

  it.each([
    ['broken', 500],
    ['busy', 429],
  ])('forgets a key whose operation was %s', async (outcome, status) => {
    expect((await order('k1', outcome)).statusCode).toBe(status);
    expect((await order('k1', outcome)).statusCode).toBe(status);
    expect(runs).toBe(2);
  });

  it('forgets a key whose request could not be read', async () => {
    const bad = await service.app.inject({
      method: 'POST',
      url: '/v1/orders',
      payload: { count: 'x' },
      headers: { 'idempotency-key': 'k1' },
    });
    expect(bad.statusCode).toBe(400);
    expect((await order('k1')).statusCode).toBe(201);
  });

  it('refuses the key of another request', async () => {
    await order('k1');
    const other = await order('k1', 'good', 2);
    expect(other.statusCode).toBe(422);
    expect(other.json().type).toBe('urn:tocsin:problem:idempotency-mismatch');
    expect(runs).toBe(1);
  });

  it('asks for patience while the first one runs', async () => {
    const first = order('k1', 'slow');
    while (!release) await new Promise((resolve) => setImmediate(resolve));
    const second = await order('k1', 'slow');
    expect(second.statusCode).toBe(409);
    expect(second.headers['retry-after']).toBe('2');
    expect(second.json().type).toBe('urn:tocsin:problem:in-flight');
    release();
    expect((await first).statusCode).toBe(201);
    expect((await order('k1', 'slow')).json()).toEqual({ run: 1 });
  });

  it.each([['two words'], ['a\u00e9'], ['x'.repeat(256)], ['']])('refuses the key %j', async (key) => {
    const answer = await order(key);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0]).toMatchObject({
      parameter: 'Idempotency-Key',
      message: expect.stringContaining('visible ASCII'),
    });
    expect(runs).toBe(0);
  });

  it('takes a key of 255 characters, and insists on one where it is required', async () => {
    expect((await order('x'.repeat(255))).statusCode).toBe(201);
    const answer = await service.app.inject({ method: 'POST', url: '/v1/payments' });
    expect(answer.json().errors[0].message).toMatch(/it is missing/);
  });
});
