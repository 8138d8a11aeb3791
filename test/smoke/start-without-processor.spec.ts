import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagesFor } from '#apps/standalone/src/stages.js';
import { readEnvironment } from '#platform/config/environment.js';
import { createLogger } from '#platform/observability/logging.js';
import { startService } from '#store/service/start-service.js';
import { testDatabase, type TestDatabase } from '../harness/database.js';

describe('a start that lacks a stage', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-'));
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(async () => {
    await database.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = (name: string) => {
    const environment = readEnvironment({
      PORT: '0',
      DATA_DIR: directory,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'silent',
    });
    const withoutGrading = stagesFor(environment).filter(
      (stage) => !('name' in stage && stage.name === 'GradingModule'),
    );
    return startService({ name, environment, logger: createLogger({ level: 'silent' }), modules: withoutGrading });
  };

  it('is refused in the standalone, naming each event that nobody would hear', async () => {
    await expect(start('standalone')).rejects.toThrow(
      /hazard\.reported on its route to grading[^]*hazard\.closed on its route to grading[^]*hazard\.reopened on its route to grading/,
    );
  });

  it('is refused in that stage alone, and not in a stage that hears of nothing there', async () => {
    await expect(start('grading')).rejects.toThrow(/hazard\.reported on its route to grading .* has no processor/);
    const service = await start('intake');
    await service.close();
  });
});
