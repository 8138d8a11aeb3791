import { type Logger } from 'pino';
import { EnsureAdministrator, type FirstStart } from '#apps/directory/src/sessions/ensure-administrator.js';
import { type Environment } from '#platform/config/environment.js';
import { type Service, startService } from '#store/service/start-service.js';
import { takeDataDirectory } from './data-directory.js';
import { stagesFor } from './stages.js';

export interface Standalone extends Service {
  readonly administrator: FirstStart;
}

/**
 * All stages in one process. `isThrowaway` data is not meant to outlive it. Without a database that it could bring back it ends
 * with 1, so that whoever watches over it starts it anew.
 */
export async function runStandalone(
  environment: Environment,
  logger: Logger,
  { isThrowaway = false } = {},
): Promise<Standalone> {
  const giveBack = takeDataDirectory(environment.DATA_DIR);
  let administrator: FirstStart = { kind: 'existed' };
  try {
    const service = await startService({
      name: 'standalone',
      environment,
      logger,
      isThrowaway,
      modules: stagesFor(environment),
      databaseGone: () => {
        giveBack();
        process.exit(1);
      },
      prepare: async (app) => {
        administrator = await app.get(EnsureAdministrator, { strict: false }).run(environment.ADMIN_PASSWORD);
      },
    });
    return {
      ...service,
      administrator,
      close: async () => {
        await service.close();
        giveBack();
      },
    };
  } catch (error) {
    giveBack();
    throw error;
  }
}
