import { readEnvironment } from '#platform/config/environment.js';
import { endOnSignals } from '#platform/http/graceful-shutdown.js';
import { createLogger } from '#platform/observability/logging.js';
import { runStandalone } from '../run-standalone.js';

/** Starts everything and serves until it is told to end. */
export async function start(): Promise<void> {
  const environment = readEnvironment();
  const logger = createLogger({ level: environment.LOG_LEVEL });
  const standalone = await runStandalone(environment, logger);
  endOnSignals(() => standalone.close(), logger);
  const { administrator } = standalone;
  console.log(`\nTocsin 警钟 is ready: ${standalone.address}  (API page: ${standalone.address}/docs)`);
  if (administrator.kind === 'created') {
    const secret = administrator.password ?? 'the one in ADMIN_PASSWORD';
    console.log(`First administrator: user name ${administrator.username}, password ${secret}`);
    if (administrator.password) console.log('This password is shown once and never again.\n');
  }
}
