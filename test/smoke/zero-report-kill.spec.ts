import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { roleUrl } from '#platform/database/database-roles.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { CycleOpener } from '#store/zero-report/cycle-opener.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { ask, testDatabase, type TestDatabase } from '../harness/database.js';
import { World } from '../harness/world.js';

const SCHOOLS = 2_000;
const PATH = '/v1/quarters/2026Q4/zero-reports';
const current = { 'if-match': '*' };

describe('a quarter whose opening is cut off', () => {
  let database: TestDatabase;
  const sources: DataSource[] = [];
  const duties = new DutyLibrary();
  const policies = new PolicyLibrary();

  const process_ = async (): Promise<WorkerTransactions> => {
    const url = roleUrl(database.url, 'tocsin_worker');
    const source = await new DataSource({ type: 'postgres', url, schema: 'app' }).initialize();
    sources.push(source);
    return new WorkerTransactions(source);
  };
  const openIn = (
    transactions: WorkerTransactions,
    then: () => Promise<unknown> = async () => undefined,
  ): Promise<string[]> =>
    transactions.run(WHOLE_WORLD, async (manager) => {
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      const { opened } = await new CycleOpener(duties, policies).run(manager, moment!.now);
      await then();
      return opened.map((one) => `${one.dutyId} ${one.period} ${one.roster}${one.late ? ' late' : ''}`);
    });
  const counts = (): Promise<object[]> =>
    ask(
      database.url,
      `select (select count(*)::int from app.duty_cycle) as cycles, (select count(*)::int from app.filing) as filings,
         (select count(*)::int from app.obligation) as obligations, (select count(*)::int from app.event where stream_kind <> 'organisation') as events`,
    );

  beforeAll(async () => {
    database = await testDatabase();
    await ask(
      database.url,
      `insert into app.organisation (code, name, kind) values ('D1', '教育局', 'district-bureau')`,
    );
    await ask(
      database.url,
      `insert into app.organisation (code, name, kind, parent_id) select 'S' || n, '第' || n || '小学', 'primary-school', 1
       from generate_series(1, ${SCHOOLS}) n`,
    );
    await ask(
      database.url,
      `update app.rehearsal_clock set ahead = '2026-12-20T09:00:00+08:00'::timestamptz - clock_timestamp()`,
    );
    await (
      await process_()
    ).run(WHOLE_WORLD, async (manager) => {
      await policies.seed(manager);
      await duties.seed(manager);
      await manager.query(`insert into app.duty_watch (since) values ('2026-10-01')`);
    });
  });
  afterAll(async () => {
    for (const source of sources) await source.destroy();
    await database.stop();
  });

  it('leaves nothing behind when its session dies before the commit', async () => {
    const nothing = await counts();
    const killed = openIn(await process_(), async () => {
      const killer = new Client({ connectionString: database.url });
      await killer.connect();
      await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tocsin_worker' and state = 'idle in transaction'`,
      );
      await killer.end();
    });
    await expect(killed).rejects.toThrow();
    expect(await counts()).toEqual(nothing);
  });

  it('is opened once by whoever comes next, late and saying so, also when several come at once', async () => {
    const opened = await Promise.all([await process_(), await process_(), await process_()].map((one) => openIn(one)));
    expect(opened.flat().sort()).toEqual([`readiness 2026Q4 1 late`, `zero-report 2026Q4 ${SCHOOLS} late`]);
    expect(await counts()).toEqual([{ cycles: 2, filings: SCHOOLS + 1, obligations: SCHOOLS + 1, events: 2 }]);
    expect(await openIn(await process_())).toEqual([]);
    const [one] = await ask<{ distinct: number; dueSteps: string[] }>(
      database.url,
      `select count(distinct subject_id)::int as distinct, (array_agg(step_ids))[1:1] as "dueSteps" from app.obligation where kind = 'zero-report'`,
    );
    expect(one!.distinct).toBe(SCHOOLS);
  });

  it('excuses a school that closes before the day, and lists one that comes after the roster was frozen', async () => {
    await ask(database.url, `update app.organisation set valid_to = '2026-12-25' where code = 'S7'`);
    const [closed] = await ask(
      database.url,
      `select f.state, f.remark, o.status, f.history_seq as seq from app.filing f join app.obligation o on o.subject_id = f.id where f.code = 'S7'`,
    );
    expect(closed).toEqual({ state: 'excused', remark: 'closed-before-due', status: 'cancelled', seq: 1 });
  });
});

describe('work on a quarter that is cut off', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    await world.settled();
    await world.until('2027-01-05T09:00:00+08:00');
  });
  afterAll(() => world?.end());

  it('tells nobody twice when every reminder is carried again', async () => {
    const before = await world.alerts();
    expect(before.filter((one) => one.kind === 'zero-report' && one.step === 'overdue-1d').length).toBeGreaterThan(4);
    const histories = (): Promise<unknown[]> =>
      world.query(`select stream, seq, type from app.event where type = 'filing.escalated' order by 1, 2`);
    const written = await histories();
    expect(written.length).toBeGreaterThan(4);
    await world.query(
      `update app.delivery set state = 'open', done_at = null where event_type = 'obligation.escalated'`,
    );
    await world.settled();
    expect(await world.alerts()).toEqual(before);
    expect(await histories()).toEqual(written);
  });

  it('tells in the end everybody whose alert was lost with its transaction', async () => {
    const before = (await world.alerts()).map((one) => `${one.step} ${one.kind} ${one.to}`).sort();
    await world.query(`delete from app.alert_send s using app.alert a join app.obligation o on o.id = a.obligation_id
      where s.alert_id = a.id and a.step_id = 'overdue-3d' and o.kind = 'zero-report'`);
    await world.query(
      `delete from app.alert a using app.obligation o where o.id = a.obligation_id and a.step_id = 'overdue-3d' and o.kind = 'zero-report'`,
    );
    await world.query(
      `update app.delivery set state = 'open', done_at = null where event_type = 'obligation.escalated' and refs->>'stepId' = 'overdue-3d'`,
    );
    await world.settled();
    expect((await world.alerts()).map((one) => `${one.step} ${one.kind} ${one.to}`).sort()).toEqual(before);
  });

  it('lists a school that opens after the roster was frozen, and owes nothing by it', async () => {
    const admin = await world.as('admin');
    await admin.ok(
      'POST',
      '/v1/organisations/import',
      'code,name,kind,parentCode,zone\nS9,青槐区新建小学,primary-school,D1,Z1\n',
    );
    const list = await (await world.as('section')).ok('GET', PATH);
    expect(list.expected).toBe(3);
    expect(list.rosterChanges).toEqual([expect.objectContaining({ code: 'S9', change: 'opened-after-freeze' })]);
  });

  it('signs a roll-up once, however often it is asked for with the same key', async () => {
    const deputy = await world.as('deputy-director');
    const path = '/v1/quarters/2026Q4/roll-up/D1/signature';
    const headers = { ...current, 'idempotency-key': 'roll-up-1' };
    const answers = await Promise.all([1, 2, 3].map(() => deputy.post(path, undefined, headers)));
    expect(answers.filter((one) => one.status === 200).length).toBeGreaterThan(0);
    expect((await deputy.post(path, undefined, current)).status).toBe(409);
    const editions = await world.query(
      `select e.edition from app.filing_edition e join app.filing f on f.id = e.filing_id where f.code = 'D1' and f.duty_id = 'roll-up'`,
    );
    expect(editions).toEqual([{ edition: 1 }]);
    await expect(world.query(`update app.filing_edition set content = '{}'`)).rejects.toThrow(/append-only/);
  });
});
