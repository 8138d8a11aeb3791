import { type DynamicModule, type Type } from '@nestjs/common';
import { type Environment, readEnvironment } from '#platform/config/environment.js';
import { endOnSignals } from '#platform/http/graceful-shutdown.js';
import { createLogger } from '#platform/observability/logging.js';
import { nameSourcesInStackTraces } from '#platform/observability/stack-traces.js';
import { type ServiceOptions, startService } from './start-service.js';

type ModulesFor = (environment: Environment) => readonly (Type | DynamicModule)[];
type PrepareFor = (environment: Environment) => ServiceOptions['prepare'];

/** A stage as a process of its own, next to others on one external database. Ends the process when it cannot start. */
export function runService(name: string, modulesFor: ModulesFor, prepareFor?: PrepareFor): void {
  nameSourcesInStackTraces();
  start(name, modulesFor, prepareFor).catch((error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

async function start(name: string, modulesFor: ModulesFor, prepareFor?: PrepareFor): Promise<void> {
  const environment = readEnvironment();
  if (!environment.DATABASE_URL) {
    throw new Error(
      'DATABASE_URL must be set: stages that run apart share one PostgreSQL; for a single process run the standalone',
    );
  }
  const logger = createLogger({ level: environment.LOG_LEVEL });
  const service = await startService({
    name,
    environment,
    logger,
    modules: modulesFor(environment),
    prepare: prepareFor?.(environment),
  });
  endOnSignals(() => service.close(), logger);
}
