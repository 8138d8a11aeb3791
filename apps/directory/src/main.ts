import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { CheckpointsModule } from './checkpoints/checkpoints.module.js';
import { DirectoryModule } from './directory.module.js';
import { EnsureAdministrator } from './sessions/ensure-administrator.js';

runService(
  'directory',
  () => [DirectoryModule, CheckpointsModule],
  ({ ADMIN_PASSWORD }) =>
    async (app) => {
      const first = await app.get(EnsureAdministrator, { strict: false }).run(ADMIN_PASSWORD);
      if (first.kind === 'created' && first.password) {
        process.stdout.write(
          `First administrator: user name ${first.username}, password ${first.password} (shown once)\n`,
        );
      }
    },
);
