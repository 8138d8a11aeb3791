import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SealHistory } from '#apps/directory/src/checkpoints/seal-history.js';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { runCommand } from '../chaos/tocsin-process.js';
import { ask } from '../harness/database.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

describe('npm run verify-history', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T10:00:00+08:00');
    const officer = await world.as('s1-safety');
    ({ id } = await officer.ok<{ id: string }>('POST', '/v1/hazards', EXTINGUISHER));
    await world.settled();
    await world.fastForward('PT1H');
    await world.standalone.http.app.get(SealHistory, { strict: false }).run();
    await world.standalone.close();
  });
  afterAll(() => rmSync(world.directory, { recursive: true, force: true }));

  const forge = async (...forgery: string[]): Promise<void> => {
    const database = await EmbeddedDatabase.start(world.directory);
    await ask(
      database.url,
      ['begin', 'set local session_replication_role = replica', ...forgery, 'commit'].join(';\n'),
    ).finally(() => database.stop());
  };

  it('ends with 0 on a history as it was written', async () => {
    expect(await runCommand('verify-history', world.directory)).toMatchObject({
      code: 0,
      printed: expect.stringMatching(
        /^1 checkpoints hold, the last is 1 of 2026-09-21T03:00:\S+ over \d+ events in 14 chains, by key \w{32}\n\d+ events in 14 chains read, 0 faults\n$/,
      ),
    });
  });

  it('ends with 1 once an event stands under another kind of stream', async () => {
    await forge(`update app.event set stream_kind = 'duty-cycle' where stream = '${id}' and seq = 2`);
    expect(await runCommand('verify-history', world.directory)).toMatchObject({
      code: 1,
      printed: expect.stringContaining(`edited: chain ${id}, event 2\n`),
    });
    await forge(`update app.event set stream_kind = 'hazard' where stream = '${id}' and seq = 2`);
    expect(await runCommand('verify-history', world.directory)).toMatchObject({ code: 0 });
  });

  it('names the chain whose tail was cut, also when all traces here were removed and a copy tells of it', async () => {
    const copy = join(world.directory, 'copy');
    cpSync(join(world.directory, 'checkpoints'), copy, { recursive: true });
    await forge(
      `delete from app.event where stream = '${id}' and seq > 2`,
      `update app.hazard set history_seq = 2, history_hash = (select hash from app.event where stream = '${id}' and seq = 2) where id = '${id}'`,
    );
    const cut = new RegExp(
      `^tail-cut: chain ${id} \\(hazard\\), whose event \\d+ checkpoint 1 of 2026-09-21T03:00:\\S+ sealed, ends with event 2 today$`,
      'm',
    );
    const found = await runCommand('verify-history', world.directory);
    expect(found).toMatchObject({ code: 1, printed: expect.stringMatching(cut) });
    expect(found.printed).toMatch(/ 1 faults\n$/);

    await forge('delete from app.checkpoint', 'delete from app.sealed_head');
    rmSync(join(world.directory, 'checkpoints'), { recursive: true });
    expect(await runCommand('verify-history', world.directory)).toMatchObject({
      code: 1,
      printed: expect.stringMatching(
        /^checkpoint-absent: the file .*\ncheckpoint-absent: the table .*\nno checkpoint is believed/m,
      ),
    });
    const byCopy = await runCommand('verify-history', world.directory, [copy]);
    expect(byCopy).toMatchObject({ code: 1, printed: expect.stringMatching(cut) });
    expect(byCopy.printed).toContain('checkpoint-absent: the table holds no checkpoint at all, not even number 1\n');
  });
});
