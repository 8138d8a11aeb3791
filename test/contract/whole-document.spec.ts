import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DirectoryModule } from '#apps/directory/src/directory.module.js';
import { wholeApiDocument, writeApiDocument } from '#apps/standalone/src/commands/api-document.js';
import { readEnvironment } from '#platform/config/environment.js';
import { createLogger } from '#platform/observability/logging.js';
import { type Service, startService } from '#store/service/start-service.js';
import { World } from '../harness/world.js';

describe('the document of the whole interface', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-document-'));
  const file = join(directory, 'openapi.json');
  let world: World;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    await writeApiDocument([file]);
  });
  afterAll(async () => {
    await world?.end();
    rmSync(directory, { recursive: true });
  });

  const stage = (apiDocument: string): Promise<Service> =>
    startService({
      name: 'directory',
      environment: readEnvironment({ PORT: '0', DATABASE_URL: world.standalone.databaseUrl, CLOCK: 'simulated' }),
      logger: createLogger({ level: 'silent' }),
      modules: [DirectoryModule],
      apiDocument: pathToFileURL(apiDocument),
    });
  const documentOf = async (address: string): Promise<unknown> => (await fetch(`${address}/openapi.json`)).json();

  it('is written without a database, as the standalone serves it', async () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(await documentOf(world.standalone.address));
    await expect(writeApiDocument([])).rejects.toThrow(/where to write/);
  });

  it('is what one stage serves, in its page too; without the file it serves its part', async () => {
    const whole = await stage(file);
    try {
      expect(await documentOf(whole.address)).toEqual(JSON.parse(JSON.stringify(await wholeApiDocument())));
      expect(await (await fetch(`${whole.address}/docs`)).text()).toContain('/v1/tip-offs');
    } finally {
      await whole.close();
    }
    const part = await stage(join(directory, 'absent.json'));
    try {
      const { paths } = (await documentOf(part.address)) as { paths: Record<string, unknown> };
      expect(Object.keys(paths)).toContain('/v1/sessions');
      expect(Object.keys(paths)).not.toContain('/v1/tip-offs');
    } finally {
      await part.close();
    }
  });
});
