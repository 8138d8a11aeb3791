import { DataSource } from 'typeorm';
import { roleUrl } from '#platform/database/database-roles.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { FirstAdministratorRepository } from '#store/directory/first-administrator.repository.js';
import { ask, testDatabase, type TestDatabase } from '../../../../test/harness/database.js';
import { EnsureAdministrator } from './ensure-administrator.js';

describe('the first start', () => {
  let database: TestDatabase;
  const sources: DataSource[] = [];
  const process = async (): Promise<EnsureAdministrator> => {
    const source = await new DataSource({ type: 'postgres', url: roleUrl(database.url, 'tocsin_api') }).initialize();
    sources.push(source);
    return new EnsureAdministrator(new FirstAdministratorRepository(new ApiTransactions(source)));
  };

  beforeAll(async () => (database = await testDatabase()));
  afterAll(async () => {
    for (const source of sources) await source.destroy();
    await database.stop();
  });

  it('makes one administrator, however many processes start at the same moment', async () => {
    const processes = await Promise.all([1, 2, 3, 4].map(process));
    const starts = await Promise.all(processes.map((each) => each.run()));
    const created = starts.filter((start) => start.kind === 'created');
    expect(created).toEqual([{ kind: 'created', username: 'admin', password: expect.stringMatching(/^[\w-]{22}$/) }]);
    expect(starts.filter((start) => start.kind === 'existed')).toHaveLength(3);
    expect(await ask(database.url, 'select code, name, kind, parent_id from app.organisation')).toEqual([
      { code: 'ROOT', name: '全国', kind: 'ministry', parent_id: null },
    ]);
    expect(await ask(database.url, 'select role from app.post')).toEqual([{ role: 'administrator' }]);
  });

  it('leaves everything as it is at the next start, whatever password is set', async () => {
    const before = await ask(database.url, 'select hash from app.credential');
    expect(await (await process()).run('another password, long enough')).toEqual({ kind: 'existed' });
    expect(await ask(database.url, 'select hash from app.credential')).toEqual(before);
  });
});
