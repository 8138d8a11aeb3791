import { DirectoryModule } from '#apps/directory/src/directory.module.js';
import { EnsureAdministrator } from '#apps/directory/src/sessions/ensure-administrator.js';
import { IntakeModule } from '#apps/intake/src/intake.module.js';
import { runStandalone } from '#apps/standalone/src/run-standalone.js';
import { readEnvironment } from '#platform/config/environment.js';
import { DeliveryRelay } from '#platform/delivery/delivery-relay.js';
import { createLogger } from '#platform/observability/logging.js';
import { type Service, startService } from '#store/service/start-service.js';
import { serveParent } from './serve-parent.js';

let service: Service | undefined;

/** `standalone` has every stage; `intake` only takes reports and knows who sends them. */
async function start(shape: 'standalone' | 'intake'): Promise<{ address: string; databaseUrl: string }> {
  const environment = readEnvironment();
  const logger = createLogger({ level: environment.LOG_LEVEL });
  service =
    shape === 'standalone'
      ? await runStandalone(environment, logger)
      : await startService({
          name: 'intake',
          environment,
          logger,
          modules: [DirectoryModule, IntakeModule],
          prepare: async (app) => {
            await app.get(EnsureAdministrator, { strict: false }).run(environment.ADMIN_PASSWORD);
          },
        });
  return { address: service.address, databaseUrl: service.databaseUrl };
}

/** Deliveries are written as ever, and nobody carries them. */
async function stopRelay(): Promise<void> {
  await service?.http.app.get(DeliveryRelay, { strict: false }).stop();
}

serveParent({ start, stopRelay }, async () => service?.close());
