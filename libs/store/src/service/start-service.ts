import { existsSync, readFileSync } from 'node:fs';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { type Logger } from 'pino';
import { ALL_QUEUES, type Route, ROUTES } from '#contracts/routes.js';
import { type Environment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { EmbeddedDatabase, THROWAWAY } from '#platform/database/embedded-database.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { superviseDatabase } from '#platform/database/supervise-database.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { DeliveryModule } from '#platform/delivery/delivery.module.js';
import { assertEveryRouteIsHeard } from '#platform/delivery/assert-routes-heard.js';
import { reportQueueErrors } from '#platform/delivery/report-queue-errors.js';
import { createHttpApp, type HttpApp } from '#platform/http/create-http-app.js';
import { Metrics } from '#platform/observability/metrics.js';
import { postgresQueues, type QueueBackend, redisQueues } from '#platform/queue/queue-backend.js';
import { RehearsalClock } from '../clock/rehearsal-clock.js';
import { migrate } from '../migrations/migrate.js';
import { PolicyLibrary } from '../policies/policy-library.js';
import { RulePackLibrary } from '../policies/rule-pack-library.js';
import { StoreModule } from '../store.module.js';

export interface ServiceOptions {
  /** A stage, which must have a processor for each route into it, or `standalone`, which must have them all. */
  readonly name: string;
  readonly environment: Environment;
  readonly logger: Logger;
  /** The stages that run in this process. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** The data will be thrown away, as after a demo or a test: the embedded server need not wait for the disk. */
  readonly isThrowaway?: boolean;
  /** Called when the embedded server died and cannot be brought back: nothing here can work any more. */
  readonly databaseGone?: (error: Error) => void;
  /** The document of the whole interface, as `api-document` wrote it; beside the built code where none is named. */
  readonly apiDocument?: URL;
  /** Runs when everything is built and before requests are taken. */
  readonly prepare?: (app: HttpApp['app']) => Promise<void>;
}

export interface Service {
  readonly address: string;
  readonly http: HttpApp;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** Brings a process up: database, schema, queues, the stages, and then the doors. Closing goes the same way back. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { environment, logger } = options;
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const databaseUrl = await databaseOf(options, undo);
    await migrate(databaseUrl);
    const backend = await backendOf(environment, databaseUrl, undo);
    const metrics = new Metrics({ process: true });
    const store = await StoreModule.on({ administratorUrl: databaseUrl, environment, backend, logger, metrics });
    undo.push(store.close);
    const root = rootOf(options.name, [store.module, DeliveryModule.on(backend), ...options.modules]);
    const http = await createHttpApp(root, {
      environment,
      logger,
      metrics,
      inspect: (app) => assertEveryRouteIsHeard(app, routesInto(options.name)),
    });
    undo.push(() => http.close());
    reportQueueErrors(http.app, (error) => logger.warn({ err: error }, 'a queue met an error and goes on'));
    serveWholeDocument(http, options);
    await settle(http, environment);
    await options.prepare?.(http.app);
    const address = await http.listen();
    logger.info({ kind: 'listening', service: options.name, address, queues: backend.kind }, 'listening');
    return { address, http, databaseUrl, close: () => closeAll(undo) };
  } catch (error) {
    await closeAll(undo);
    throw error;
  }
}

const routesInto = (name: string): readonly Route[] =>
  name === 'standalone' ? ROUTES : ROUTES.filter(({ consumer }) => consumer === name);

async function databaseOf(
  { environment, logger, isThrowaway, databaseGone }: ServiceOptions,
  undo: (() => Promise<unknown>)[],
): Promise<string> {
  if (environment.DATABASE_URL) return environment.DATABASE_URL;
  const database = await EmbeddedDatabase.start(environment.DATA_DIR, isThrowaway ? THROWAWAY : {});
  undo.push(() => database.stop());
  void superviseDatabase(database, {
    lost: (how) => logger.error({ kind: 'database-lost', how }, 'the embedded PostgreSQL ended; it is started again'),
    back: (attempts) => logger.warn({ kind: 'database-back', attempts }, 'the embedded PostgreSQL runs again'),
    gone: (error) => {
      logger.fatal({ kind: 'database-gone', err: error }, 'the embedded PostgreSQL cannot be brought back');
      databaseGone?.(error);
    },
  });
  return database.url;
}

async function backendOf(
  environment: Environment,
  databaseUrl: string,
  undo: (() => Promise<unknown>)[],
): Promise<QueueBackend> {
  const backend = environment.REDIS_URL
    ? await redisQueues(environment.REDIS_URL)
    : await postgresQueues(roleUrl(databaseUrl, 'tocsin_worker'), ALL_QUEUES.length);
  undo.push(() => backend.close());
  return backend;
}

function rootOf(name: string, imports: readonly (Type | DynamicModule)[]): DynamicModule {
  @Module({})
  class ServiceModule {}
  Object.defineProperty(ServiceModule, 'name', { value: `${name}Service` });
  return { module: ServiceModule, imports: [...imports] };
}

const WHOLE_DOCUMENT = new URL('../../../../openapi.json', import.meta.url);

/** Whoever asks a stage for the interface means all of it, as there is one address for all stages. */
function serveWholeDocument(http: HttpApp, { name, apiDocument = WHOLE_DOCUMENT }: ServiceOptions): void {
  if (name === 'standalone' || !existsSync(apiDocument)) return;
  http.document.from(() => JSON.parse(readFileSync(apiDocument, 'utf8')) as OpenAPIObject);
}

/** Policies and calendars of this release, and no mixing of rehearsed and real time in one database. */
async function settle(http: HttpApp, environment: Environment): Promise<void> {
  const wasMoved = await http.app.get(RehearsalClock, { strict: false }).wasMoved();
  if (wasMoved && environment.CLOCK === 'system') {
    throw new Error(
      'CLOCK: time was rehearsed in this database, so it holds events of a future that never was; start it with CLOCK=simulated, or use another database',
    );
  }
  const policies = http.app.get(PolicyLibrary, { strict: false });
  const rulePacks = http.app.get(RulePackLibrary, { strict: false });
  await http.app.get(WorkerTransactions, { strict: false }).run(WHOLE_WORLD, async (manager) => {
    await policies.seed(manager);
    await rulePacks.seed(manager);
  });
}

async function closeAll(undo: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const close of [...undo].reverse()) await close();
}
