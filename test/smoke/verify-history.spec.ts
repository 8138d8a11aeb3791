import { rmSync } from 'node:fs';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { runCommand } from '../chaos/tocsin-process.js';
import { ask } from '../harness/database.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

describe('npm run verify-history', () => {
  it('ends with 0 on a history as it was written, and with 1 once an event stands under another kind of stream', async () => {
    const world = await World.begin('2026-09-21T10:00:00+08:00');
    try {
      const officer = await world.as('s1-safety');
      const { id } = await officer.ok<{ id: string }>('POST', '/v1/hazards', EXTINGUISHER);
      await world.settled();
      await world.standalone.close();
      expect(await runCommand('verify-history', world.directory)).toMatchObject({
        code: 0,
        printed: expect.stringMatching(/^\d+ events in 14 chains read, 0 faults$/m),
      });

      const database = await EmbeddedDatabase.start(world.directory);
      await ask(
        database.url,
        `begin; set local session_replication_role = replica;
         update app.event set stream_kind = 'duty-cycle' where stream = '${id}' and seq = 2; commit`,
      );
      await database.stop();
      expect(await runCommand('verify-history', world.directory)).toMatchObject({
        code: 1,
        printed: expect.stringContaining(`edited: chain ${id}, event 2\n`),
      });
    } finally {
      rmSync(world.directory, { recursive: true, force: true });
    }
  });
});
