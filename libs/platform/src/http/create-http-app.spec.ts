import 'reflect-metadata';
import { Agent, request as httpRequest } from 'node:http';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { readEnvironment } from '../config/environment.js';
import { HealthCheck } from '../observability/health.js';
import { createLogger } from '../observability/logging.js';
import { DeliveryCounts, QueueDepths } from '../observability/metrics.js';
import { Public, RequirePermission, SessionVerifier } from './access.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';
import { IfMatch, type Precondition } from './etag.js';
import { IsSafeText } from './field-rules.js';
import { Idempotent, IdempotencyStore } from './idempotency.js';
import { PageQuery } from './pages.js';
import { currentContext } from './request-context.js';
import { AcceptsBody } from './route-options.js';

class Measure {
  @IsSafeText({ max: 200 })
  text: string;

  @IsInt()
  @Min(1)
  @Max(90)
  days: number;
}

class Plan {
  @IsIn(['interim', 'final'])
  kind: string;

  @IsOptional()
  @IsSafeText({ max: 500 })
  comment?: string;

  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => Measure)
  measures: Measure[];
}

let finish: (() => void) | undefined;

@ApiTags('Hazards')
@Controller('v1/hazards')
class HazardsController {
  @RequirePermission('hazards.plan')
  @Idempotent()
  @Post(':id/plan')
  plan(@Param('id') _id: string, @Body() plan: Plan, @IfMatch() precondition: Precondition): object {
    precondition.require(3);
    return plan;
  }

  @Public()
  @Get()
  list(@Query() _query: PageQuery): object {
    return { requestId: currentContext()?.requestId };
  }

  @Public()
  @Get('broken')
  broken(): object {
    throw Object.assign(new Error('relation "hazard" does not exist; tell li@bureau.example, 13812345678'), {
      code: '42P01',
    });
  }

  @Public()
  @Get('slow')
  async slow(): Promise<object> {
    await new Promise<void>((resolve) => (finish = resolve));
    return { isDatabaseGone: database.isGone };
  }

  @Public()
  @AcceptsBody('csv', 'xlsx')
  @HttpCode(200)
  @Post('import')
  import(@Body() file: Buffer): object {
    return { bytes: file.length };
  }
}

class Database extends HealthCheck {
  readonly name = 'database';
  isUp = true;
  isGone = false;

  onModuleDestroy(): void {
    this.isGone = true;
  }

  async check(): Promise<void> {
    if (!this.isUp) throw new Error('password authentication failed');
  }
}

const database = new Database();

@Module({
  controllers: [HazardsController],
  providers: [
    { provide: SessionVerifier, useValue: { verify: async () => undefined } },
    { provide: IdempotencyStore, useValue: {} },
    { provide: 'database check', useValue: database },
    { provide: DeliveryCounts, useValue: { counts: async () => ({ open: 3, done: 40 }) } },
    { provide: QueueDepths, useValue: { depths: async () => ({ 'hazard.graded': 5 }) } },
  ],
})
class HazardsModule {}

let service: HttpApp;
let lines: Record<string, unknown>[] = [];

beforeEach(async () => {
  lines = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const logger = createLogger({ level: 'info', destination });
  service = await createHttpApp(HazardsModule, { environment: readEnvironment({ PORT: '0' }), logger });
  lines = [];
});

afterEach(() => service.close());

const get = (url: string, headers: Record<string, string> = {}) => service.app.inject({ method: 'GET', url, headers });

describe('every answer', () => {
  it.each([
    ['/v1/hazards', 200],
    ['/v1/nothing', 404],
    ['/v1/hazards/broken', 500],
  ])('of %s has the headers that protect it, and none that tell what runs here', async (url, status) => {
    const answer = await get(url, { origin: 'https://evil.example' });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(Object.keys(answer.headers).filter((name) => /^(server|x-powered-by|access-control-)/.test(name))).toEqual(
      [],
    );
  });

  it.each([
    ['a sane id', 'trace-0001.a:b', true],
    ['an id of 7 characters', 'short-7', false],
    ['an id of 65 characters', 'x'.repeat(65), false],
    ['an id with a line feed in disguise', 'abcdefgh%0a{"level":"fatal"}', false],
  ])('carries a request id, given %s', async (_name, given, isKept) => {
    const answer = await get('/v1/hazards', { 'x-request-id': given });
    const id = answer.headers['x-request-id'];
    expect(id === given).toBe(isKept);
    if (!isKept) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(answer.json()).toEqual({ requestId: id });
  });

  it('keeps the context through the reading of a body', async () => {
    const address = await service.listen();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_value, i) => {
        const answer = await fetch(`${address}/v1/hazards`, { headers: { 'X-Request-Id': `request-${i}` } });
        return await answer.json();
      }),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_value, i) => ({ requestId: `request-${i}` })));
  });

  it('has one line in the log, by route and without the address', async () => {
    await get('/v1/hazards?cursor=c2VjcmV0', {
      'x-request-id': 'request-1',
      authorization: 'Bearer abcdefghijklmnopq',
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        requestId: 'request-1',
        method: 'GET',
        route: '/v1/hazards',
        status: 200,
        message: 'answered',
      }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/c2VjcmV0|abcdefghijklmnopq/);
  });

  it('to a fault says nothing about it, and the log tells all but personal data', async () => {
    const answer = await get('/v1/hazards/broken');
    expect(Object.keys(answer.json()).sort()).toEqual(['instance', 'status', 'title', 'type']);
    const fault = lines.find(({ level }) => level === 'error');
    expect(fault).toMatchObject({
      requestId: answer.headers['x-request-id'],
      err: { code: '42P01', message: expect.stringContaining('relation "hazard"') },
    });
    expect(JSON.stringify(lines)).not.toMatch(/li@bureau|13812345678/);
  });
});

describe('probes', () => {
  it('are ready while all checks pass', async () => {
    expect((await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await get('/health/ready')).json()).toEqual({ ready: true, checks: { database: 'ok' } });
    database.isUp = false;
    const answer = await get('/health/ready');
    database.isUp = true;
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ type: 'urn:tocsin:problem:unavailable', detail: 'Not ready: database.' });
    expect(answer.body).not.toMatch(/password/);
  });

  it('show metrics whose labels no caller can choose', async () => {
    await get('/v1/hazards');
    await get('/v1/someone-private');
    service.metrics.reportAccepted();
    const answer = await get('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.body).toContain('tocsin_http_request_seconds_count{method="GET",route="/v1/hazards",status="200"} 1');
    expect(answer.body).toContain('route="unmatched",status="404"} 1');
    expect(answer.body).toContain('tocsin_reports_accepted_total 1');
    expect(answer.body).toContain('tocsin_deliveries{state="open"} 3');
    expect(answer.body).toContain('tocsin_queue_depth{queue="hazard.graded"} 5');
    expect(answer.body).not.toContain('someone-private');
  });
});

describe('the end', () => {
  it('lets requests under way finish, is not ready meanwhile, and sends callers away', async () => {
    const address = new URL(await service.listen());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (path: string) =>
      new Promise<{ status?: number; connection?: string; body: string }>((resolve, reject) => {
        httpRequest({ host: address.hostname, port: address.port, path, agent }, (answer) => {
          let body = '';
          answer.on('data', (chunk) => (body += chunk));
          answer.on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection, body }));
        })
          .on('error', reject)
          .end();
      });
    finish = undefined;
    database.isGone = false;
    const slow = ask('/v1/hazards/slow');
    while (!finish) await new Promise((resolve) => setImmediate(resolve));
    const closing = service.close();
    expect((await service.health.readiness()).ready).toBe(false);
    // Long enough for providers to be destroyed, if that did not wait.
    await new Promise((resolve) => setTimeout(resolve, 100));
    (finish as () => void)();
    expect(await slow).toMatchObject({ status: 200, body: '{"isDatabaseGone":false}' });
    await closing;
    expect(database.isGone).toBe(true);
    agent.destroy();
    await expect(ask('/v1/hazards')).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('the API document', () => {
  it('is OpenAPI 3.1 with the fields of the validation rules', async () => {
    const document = (await get('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.schemas.Plan).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'measures'],
      properties: {
        kind: { type: 'string', enum: ['interim', 'final'] },
        comment: { type: 'string', minLength: 1, maxLength: 500 },
        measures: { type: 'array', maxItems: 20, items: { $ref: '#/components/schemas/Measure' } },
      },
    });
    expect(document.components.schemas.Measure.properties.days).toEqual({ type: 'integer', minimum: 1, maximum: 90 });
    expect(document.components.schemas).not.toHaveProperty('Buffer');
  });

  it('lists every endpoint, its problems and its headers', async () => {
    const { paths } = (await get('/openapi.json')).json();
    expect(Object.keys(paths).sort()).toEqual([
      '/docs',
      '/health/live',
      '/health/ready',
      '/metrics',
      '/openapi.json',
      '/v1/hazards',
      '/v1/hazards/broken',
      '/v1/hazards/import',
      '/v1/hazards/slow',
      '/v1/hazards/{id}/plan',
    ]);
    const plan = paths['/v1/hazards/{id}/plan'].post;
    expect(Object.keys(plan.responses)).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '422',
      '428',
      '5XX',
    ]);
    expect(plan.responses['409'].content['application/problem+json'].examples).toHaveProperty('in-flight');
    expect(plan.security).toEqual([{ session: [] }]);
    expect(plan.parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required])).toEqual([
      ['id', true],
      ['Idempotency-Key', false],
      ['If-Match', true],
    ]);
    expect(Object.keys(paths['/v1/hazards/import'].post.requestBody.content)).toEqual([
      'text/csv',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    const list = paths['/v1/hazards'].get;
    expect(list.security).toEqual([]);
    expect(list.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200 },
    });
  });

  it('has a page that loads nothing and runs nothing', async () => {
    const answer = await get('/docs');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
    expect(answer.body).toContain('/v1/hazards/{id}/plan');
    expect(answer.body).not.toMatch(/<script|src=|https?:\/\/(?!www\.apache)|onload/i);
  });
});
