import 'reflect-metadata';
import { type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';
import { type Environment } from '../config/environment.js';
import { Health, healthChecksOf } from '../observability/health.js';
import { PinoNestLogger } from '../observability/logging.js';
import { DeliveryCounts, Metrics, QueueDepths } from '../observability/metrics.js';
import { AccessGuard, assertEveryEndpointDeclaresAccess, SessionVerifier } from './access.js';
import { ApiDocument } from './api-document.js';
import { EndpointGuard } from './endpoint.guard.js';
import { endpointsOf } from './endpoints.js';
import { closeGracefully } from './graceful-shutdown.js';
import { createHttpAdapter } from './http-adapter.js';
import { IDEMPOTENT, IdempotencyStore, type IdempotencyParts } from './idempotency.js';
import { buildApiDocument, type ApiTitle } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { type ProblemMapper } from './problem-from.js';
import { RateLimiter, RateLimitGuard } from './rate-limit.js';
import { installRequestHooks } from './request-hooks.js';
import { RouteTable } from './route-table.js';
import { SystemModule } from './system.module.js';
import { UnexpectedInputGuard } from './unexpected-input.guard.js';
import { StrictValidationPipe } from './validation.pipe.js';

export interface HttpAppOptions {
  readonly environment: Pick<Environment, 'HOST' | 'PORT' | 'SHUTDOWN_DELAY' | 'TRUSTED_PROXIES'>;
  readonly logger: Logger;
  readonly title?: ApiTitle;
  /** Problems of errors that the platform does not know, such as those of the trade's rules. */
  readonly problems?: readonly ProblemMapper[];
  readonly metrics?: Metrics;
  readonly limiter?: RateLimiter;
  /** Throws what is wrong with the modules, before any of them begins to work. */
  readonly inspect?: (app: INestApplicationContext) => void;
}

/** A service that is built and checked but does not listen yet. */
export interface HttpApp {
  readonly app: NestFastifyApplication;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly document: ApiDocument;
  /** Listens and answers the address, with the port that the system chose when PORT is 0. */
  listen(): Promise<string>;
  /** Finishes requests under way first. */
  close(): Promise<void>;
}

/** Builds a service around its root module. Rejects when an endpoint does not declare its access or lacks a port. */
export async function createHttpApp(root: Type | DynamicModule, options: HttpAppOptions): Promise<HttpApp> {
  const { environment, logger, metrics = new Metrics(), limiter = new RateLimiter(), problems = [] } = options;
  const health = new Health((check, error) => logger.warn({ check, err: error }, 'a health check failed'));
  const document = new ApiDocument();
  const routes = new RouteTable();
  const adapter = createHttpAdapter(routes, environment.TRUSTED_PROXIES);
  let access: AccessGuard | undefined;
  let idempotency: IdempotencyParts | undefined;
  installRequestHooks(adapter.getInstance(), {
    logger,
    metrics,
    health,
    access: () => access ?? notBuilt(),
    idempotency: () => idempotency ?? notBuilt(),
  });

  const app = await NestFactory.create<NestFastifyApplication>(
    SystemModule.around(root, { health, metrics, limiter, document }),
    adapter,
    { bodyParser: false, logger: new PinoNestLogger(logger), abortOnError: false },
  );
  try {
    assertEveryEndpointDeclaresAccess(app);
    options.inspect?.(app);
    access = new AccessGuard(
      requirePort(app, SessionVerifier, ({ options: { access: declared } }) => declared?.kind !== 'public'),
    );
    const store = requirePort(app, IdempotencyStore, ({ handler }) => Reflect.hasMetadata(IDEMPOTENT, handler));
    idempotency = { store, problems };
    app.useGlobalFilters(new ProblemFilter(routes, logger, problems));
    app.useGlobalGuards(new EndpointGuard(access, new RateLimitGuard(limiter), new UnexpectedInputGuard()));
    app.useGlobalPipes(new StrictValidationPipe());
    document.from(() => buildApiDocument(app, options.title));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  } catch (error) {
    await app.close();
    throw error;
  }
  connectObservers(app, health, metrics);
  return {
    app,
    health,
    metrics,
    document,
    listen: async () => {
      await app.listen(environment.PORT, environment.HOST);
      return app.getUrl();
    },
    close: () => closeGracefully(app, { health, logger, delay: environment.SHUTDOWN_DELAY * 1000 }),
  };
}

function connectObservers(app: NestFastifyApplication, health: Health, metrics: Metrics): void {
  health.use(healthChecksOf(app));
  const deliveries = optionalPort(app, DeliveryCounts);
  if (deliveries) metrics.collectDeliveries(deliveries);
  const depths = optionalPort(app, QueueDepths);
  if (depths) metrics.collectQueueDepths(depths);
}

type Port<T> = abstract new (...args: never[]) => T;

/** app.get() would log an error for a port that a service can do without. */
function optionalPort<T>(app: INestApplicationContext, port: Port<T>): T | undefined {
  const modules = [...app.get(ModulesContainer).values()];
  return modules.map(({ providers }) => providers.get(port)?.instance as T | undefined).find((found) => found);
}

/** The provider of a port; without one the service may start only if no endpoint needs it. */
function requirePort<T>(
  app: INestApplicationContext,
  port: Port<T>,
  needs: (endpoint: ReturnType<typeof endpointsOf>[number]) => boolean,
): T {
  const found = optionalPort(app, port);
  const needy = found ? undefined : endpointsOf(app).find(needs);
  if (needy) throw new Error(`${needy.name} needs a provider of ${port.name}, and no module has one`);
  return found as T;
}

function notBuilt(): never {
  throw new Error('a request came before the service was built');
}
