import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { type Health } from '../observability/health.js';
import { type Metrics } from '../observability/metrics.js';
import { type AccessGuard } from './access.js';
import { type IdempotencyParts } from './idempotency.js';
import { problemOfQuery } from './query-hygiene.js';
import { runInContext, type RequestContext } from './request-context.js';
import { optionsOf } from './route-options.js';
import { SECURITY_HEADERS } from './security-headers.js';

export interface HookParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Built after the hooks, once the session verifier exists. */
  readonly access: () => AccessGuard;
  readonly idempotency: () => IdempotencyParts;
}

/** Probes come every few seconds and would drown everything else. */
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/** What happens to every request before and after its handler. */
export function installRequestHooks(
  instance: FastifyInstance,
  { logger, metrics, health, access, idempotency }: HookParts,
): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();

  instance.addHook('onRoute', ({ url }) => metrics.allowRoute(url));

  instance.addHook('onRequest', (request, reply, done) => {
    const context: RequestContext = { requestId: request.id, exchange: { request, reply, idempotency } };
    contexts.set(request, context);
    reply.header('X-Request-Id', request.id).headers(SECURITY_HEADERS);
    // While the process ends, callers on kept connections must not come back to it.
    if (health.ending) reply.header('Connection', 'close');
    runInContext(context, () => done(problemOfQuery(request.query)));
  });

  // An upload costs memory, so its sender must be known before the first byte of it is read.
  instance.addHook('preParsing', async (request) => {
    if (!request.is404 && optionsOf(request).bodies) await access().admit(request);
  });

  instance.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.is404 ? undefined : request.routeOptions.url;
    metrics.requestAnswered(method, route, reply.statusCode, reply.elapsedTime / 1000);
    const context = contexts.get(request) ?? { requestId: request.id };
    // The route's pattern instead of the address: addresses hold tracking codes and search terms.
    const line = {
      method,
      route: route ?? null,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      actor: context.actor?.personId,
    };
    const level = route !== undefined && QUIET_ROUTES.has(route) ? 'debug' : 'info';
    runInContext(context, () => logger[level](line, 'answered'));
    done();
  });
}
