import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedDatabase } from './embedded-database.js';

const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
};

describe('the embedded database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps its rows over a restart, and takes over from a server that a crash left behind', async () => {
    const first = await EmbeddedDatabase.start(directory);
    await ask(first.url, 'create table kept (n int); insert into kept values (7)');

    const second = await EmbeddedDatabase.start(directory);
    await expect(ask(second.url, 'select n from kept')).resolves.toEqual([{ n: 7 }]);
    await expect(ask(first.url, 'select 1')).rejects.toThrow();
    await expect(ask(second.url, 'show fsync')).resolves.toEqual([{ fsync: 'on' }]);
    await second.stop();
    await expect(ask(second.url, 'select 1')).rejects.toThrow();
  });
});
