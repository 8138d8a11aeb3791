import { newSecret } from '#kernel/ids.js';
import { minutes } from '#kernel/durations.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { SessionRepository, SessionTerms } from '#store/directory/session.repository.js';
import { DataSource } from 'typeorm';
import { type Caller, DirectoryService } from '../../../../test/harness/directory-service.js';

describe('a session', () => {
  let service: DirectoryService;
  let caller: Caller;

  beforeAll(async () => (service = await DirectoryService.start()));
  beforeEach(async () => (caller = await service.administrator()));
  afterEach(() => service.ask('delete from app.session'));
  afterAll(() => service.stop());

  /** Time goes by for the sessions: all that happened to them lies this much further back. */
  const letPass = (interval: string) =>
    service.ask(
      `update app.session set created_at = created_at - $1::interval, last_used_at = last_used_at - $1::interval,
         expires_at = expires_at - $1::interval`,
      [interval],
    );
  const status = async (): Promise<number> => (await caller.get('/v1/me')).status;
  const writes = async (): Promise<unknown> => (await service.ask('select xmin::text from app.session'))[0];

  it('ends when it was left unused for 12 hours, and stays ended', async () => {
    await letPass('11:59:00');
    expect(await status()).toBe(200);
    await letPass('12:00:00');
    expect(await status()).toBe(401);
    expect(await status()).toBe(401);
    expect((await caller.delete('/v1/sessions/current')).status).toBe(401);
  });

  it('goes on as long as it is used, up to its end after 30 days', async () => {
    for (let halfDays = 0; halfDays < 59; halfDays += 1) {
      await letPass('11:59:00');
      expect([halfDays, await status()]).toEqual([halfDays, 200]);
    }
    await letPass('11:59:00');
    expect(await status()).toBe(200);
    await letPass('01:00:00');
    expect(await status()).toBe(401);
  });

  it('notes its use every five minutes at most, once for many requests at the same time', async () => {
    const fresh = await writes();
    for (let request = 0; request < 3; request += 1) expect(await status()).toBe(200);
    await letPass('00:04:00');
    const shifted = await writes();
    expect(shifted).not.toEqual(fresh);
    expect(await status()).toBe(200);
    expect(await writes()).toEqual(shifted);

    await letPass('00:01:00');
    expect(await Promise.all(Array.from({ length: 8 }, status))).toEqual(Array.from({ length: 8 }, () => 200));
    const noted = await writes();
    expect(await status()).toBe(200);
    expect(await writes()).toEqual(noted);
    const [row] = await service.ask<{ n: number }>(
      `select count(*)::int as n from app.session where last_used_at > clock_timestamp() - interval '1 minute'`,
    );
    expect(row?.n).toBe(1);
  });

  it('ends after the time that the settings name, and is noted more often when that is short', async () => {
    const source = new DataSource({
      type: 'postgres',
      url: roleUrl(service.database.url, 'tocsin_api'),
      schema: 'app',
    });
    const transactions = new ApiTransactions(await source.initialize());
    const sessions = new SessionRepository(transactions, new SessionTerms(minutes(10), minutes(30)));
    const [admin] = await service.ask<{ id: string }>(`select id from app.person where username = 'admin'`);
    const token = newSecret(32);
    await sessions.open(token, admin?.id ?? '');
    for (let used = 0; used < 3; used += 1) {
      await letPass('00:09:00');
      expect(await sessions.find(token)).toMatchObject({ username: 'admin' });
    }
    await letPass('00:03:00');
    expect(await sessions.find(token)).toBeUndefined();
    await sessions.open(newSecret(32), admin?.id ?? '');
    await source.destroy();
  });
});
