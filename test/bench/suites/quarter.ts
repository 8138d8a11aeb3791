import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type Client } from 'pg';
import { queuesFor } from '#contracts/routes.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { type WorkerTransactions } from '#platform/database/transactions.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { CycleOpener } from '#store/zero-report/cycle-opener.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { migratedDatabase, superuser, valueOf, workerOn } from '../databases.js';
import { startPopulated } from '../processes/service.js';
import { quantile } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const PROVINCE = 50_000;
const NATION = 470_000;
const SCHOOLS_PER_DISTRICT = 165;
const SCHOOLS_PER_ZONE = 20;
/** A minute after the first reminder of the fourth quarter fell due. */
const MORNING = '2026-12-17T08:08:00+08:00';
const BATCH = 500;
const FILINGS = 20_000;
const CLIENTS = 50;
const LAST_HOUR = '2026-12-31T23:00:00+08:00';
const MB = 2 ** 20;

export const suite: Suite = {
  name: 'quarter',
  measures:
    'a quarter opened for 50 000 and 470 000 schools with its reminders queued, and 20 000 filings in its last hour',

  async run(report: Report): Promise<void> {
    report.method(
      'opening: CycleOpener.run in this process as tocsin_worker with row-level security: cycle, roster, obligations and the hash of the roster in one transaction; then app.take_due_steps until every first reminder has its delivery row',
    );
    await open(report, PROVINCE, { bar: true });
    await open(report, NATION, { bar: false });
    await storm(report);
  },
};

async function open(report: Report, schools: number, { bar }: { bar: boolean }): Promise<void> {
  const url = await migratedDatabase(`quarter-${schools}`);
  const database = await superuser(url);
  await makeSchools(database, schools);
  await database.query(`update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()`, [MORNING]);
  const transactions = await workerOn(url);
  const duties = new DutyLibrary();
  const policies = new PolicyLibrary();
  await transactions.run(WHOLE_WORLD, async (manager) => {
    await policies.seed(manager);
    await duties.seed(manager);
  });
  await database.query(`insert into app.duty_watch (since) values ('2026-10-01')`);
  const opener = new CycleOpener(duties, policies);

  const before = process.memoryUsage().rss;
  const began = performance.now();
  // Two processes at the same moment: one opens, the other finds it open.
  const both = await Promise.all([1, 2].map(() => openIn(transactions, opener)));
  const opened = performance.now();
  const queued = await queueReminders(transactions);
  const done = performance.now();
  const memory = (process.memoryUsage().rss - before) / MB;

  const filings = Number(
    await valueOf<string>(database, `select count(*) from app.filing where duty_id = 'zero-report'`),
  );
  const obligations = Number(
    await valueOf<string>(database, `select count(*) from app.obligation where kind = 'zero-report'`),
  );
  if (filings !== schools || obligations !== schools)
    throw new Error(`${filings} filings and ${obligations} obligations for ${schools} schools`);
  const size = schools.toLocaleString('en');
  report.figure({
    name: `${size} schools opened and their reminders queued`,
    value: (done - began) / 1_000,
    unit: 's',
    ...(bar && { bar: { on: 'value', atMost: 60 } as const }),
  });
  report.figure({
    name: `${size} schools: memory of this process grew by`,
    value: memory,
    unit: 'MB',
    ...(bar && { bar: { on: 'value', atMost: 60 } as const }),
  });
  report.note(
    `${size} schools: opening ${((opened - began) / 1_000).toFixed(1)} s, queueing ${((done - opened) / 1_000).toFixed(1)} s; rows: ${filings} filings, ${obligations} obligations, ${queued} steps with as many deliveries; opened by ${both.filter((n) => n > 0).length} of 2 processes at once`,
  );
}

async function openIn(transactions: WorkerTransactions, opener: CycleOpener): Promise<number> {
  return transactions.run(WHOLE_WORLD, async (manager) => {
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const { opened } = await opener.run(manager, moment?.now ?? new Date());
    return opened.filter((one) => one.dutyId === 'zero-report').length;
  });
}

async function queueReminders(transactions: WorkerTransactions): Promise<number> {
  const routes = queuesFor('obligation.escalated');
  for (let taken = 0; ;) {
    const rows = await transactions.run(WHOLE_WORLD, (manager) =>
      manager.query<unknown[]>('select 1 from app.take_due_steps($1, $2)', [BATCH, routes]),
    );
    if (rows.length === 0) return taken;
    taken += rows.length;
  }
}

/** Province, districts, zones and schools with a principal and a safety officer each. Triggers are off, so paths are given. */
async function makeSchools(database: Client, schools: number): Promise<void> {
  const districts = Math.ceil(schools / SCHOOLS_PER_DISTRICT);
  const zones = Math.ceil(schools / SCHOOLS_PER_ZONE);
  await database.query(`
    set session_replication_role = replica;
    insert into app.organisation (id, code, name, kind, path) overriding system value values (1, 'P1', '江岳省教育厅', 'province-department', '{0,1}');
    insert into app.organisation (id, code, name, kind, parent_id, path, district_id) overriding system value
      select 1 + n, 'D' || n, '第' || n || '区教育局', 'district-bureau', 1, array[0, 1, 1 + n], 1 + n from generate_series(1, ${districts}) n;
    insert into app.organisation (id, code, name, kind, parent_id, path, district_id) overriding system value
      select ${1 + districts} + n, 'Z' || n, '第' || n || '片区', 'zone', d, array[0, 1, d, ${1 + districts} + n], d
      from generate_series(1, ${zones}) n, lateral (select 2 + (n - 1) % ${districts} as d) p;
    insert into app.organisation (id, code, name, kind, parent_id, path, district_id) overriding system value
      select ${1 + districts + zones} + n, 'S' || n, '第' || n || '小学', 'primary-school', z.id, z.path || (${1 + districts + zones} + n), z.district_id
      from generate_series(1, ${schools}) n join app.organisation z on z.id = ${2 + districts} + (n - 1) % ${zones};
    insert into app.person (id, username, name, email, organisation_id, path)
      select uuidv7(), r || o.id, '张' || o.id, r || o.id || '@s.example', o.id, o.path from app.organisation o, unnest(array['p', 'f']) r
      where o.kind = 'primary-school';
    insert into app.post (id, organisation_id, path, role, person_id, valid_from)
      select uuidv7(), p.organisation_id, p.path, case when p.username like 'p%' then 'principal' else 'safety-officer' end, p.id, '2020-01-01'
      from app.person p;
    reset session_replication_role`);
  await database.query('vacuum analyze');
}

/** 80 % file in the last hours: every principal signs once, over 50 connections, and none may be lost. */
async function storm(report: Report): Promise<void> {
  report.method(
    `storm: a standalone in a process of its own as it comes; ${FILINGS} principals sign in the last hour over ${CLIENTS} kept connections, one request under way on each`,
  );
  const service = await startPopulated('standalone', { CLOCK: 'simulated' });
  const database = await superuser(service.databaseUrl);
  await addSchools(database, FILINGS);
  await database.query(`update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()`, [
    '2026-12-16T23:59:50+08:00',
  ]);
  await waitFor(
    async () =>
      Number(await valueOf<string>(database, `select count(*) from app.filing where code like 'STORM%'`)) === FILINGS,
  );
  // Reminders are not what is measured here; without their steps the sweep stays idle.
  await database.query(`update app.obligation set next_step_at = null where kind = 'zero-report'`);
  await database.query(`update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()`, [LAST_HOUR]);

  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const latencies: number[] = [];
  let refused = 0;
  let next = 1;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next <= FILINGS) {
        const n = next++;
        const sentAt = performance.now();
        const status = await sign(service.address, agent, n);
        latencies.push(performance.now() - sentAt);
        if (status !== 200) refused += 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  const filed = Number(
    await valueOf<string>(
      database,
      `select count(*) from app.filing where code like 'STORM%' and state = 'filed' and edition = 1`,
    ),
  );
  const editions = Number(
    await valueOf<string>(
      database,
      `select count(*) from app.filing_edition e join app.filing f on f.id = e.filing_id where f.code like 'STORM%'`,
    ),
  );
  const met = Number(
    await valueOf<string>(
      database,
      `select count(*) from app.obligation o join app.filing f on f.id = o.subject_id where f.code like 'STORM%' and o.status = 'met'`,
    ),
  );
  if (filed !== FILINGS || editions !== FILINGS || met !== FILINGS || refused > 0) {
    throw new Error(
      `${filed} filed, ${editions} editions, ${met} obligations met and ${refused} refused of ${FILINGS}`,
    );
  }
  report.figure({
    name: `${FILINGS.toLocaleString('en')} filings, 99 of 100 within`,
    value: quantile(latencies, 0.99),
    unit: 'ms',
  });
  report.figure({
    name: 'filings signed, hashed, chained and their obligation met',
    value: FILINGS / seconds,
    unit: 'filings/s',
  });
  report.note(
    `the busiest hour of a province is about 5 000 filings, 1.4 a second; half of ours were answered within ${Math.round(quantile(latencies, 0.5))} ms; ${filed} filed, ${editions} editions, ${met} obligations met, none lost`,
  );
}

const tokenOf = (n: number): string => createHash('sha256').update(`storm ${n}`).digest('base64url');

/** Schools with a signed-in principal each, below the first zone of the demo's district. */
async function addSchools(database: Client, schools: number): Promise<void> {
  const hashes = Array.from({ length: schools }, (_, i) =>
    createHash('sha256')
      .update(tokenOf(i + 1))
      .digest(),
  );
  await database.query(`
    insert into app.organisation (code, name, kind, parent_id)
      select 'STORM' || n, '第' || n || '小学', 'primary-school', (select min(id) from app.organisation where kind = 'zone') from generate_series(1, ${schools}) n;
    insert into app.person (id, username, name, organisation_id)
      select uuidv7(), lower(code), '张' || id, id from app.organisation where code like 'STORM%';
    insert into app.post (id, organisation_id, role, person_id, valid_from)
      select uuidv7(), organisation_id, 'principal', id, '2020-01-01' from app.person where username like 'storm%'`);
  await database.query(
    `insert into app.session (token_hash, person_id, expires_at)
     select h.hash, p.id, clock_timestamp() + interval '1 day' from unnest($1::bytea[]) with ordinality as h(hash, n)
     join app.person p on p.username = 'storm' || h.n`,
    [hashes],
  );
  await database.query('vacuum analyze');
}

function sign(address: string, agent: Agent, n: number): Promise<number> {
  return new Promise((done, failed) => {
    const call = request(
      `${address}/v1/quarters/2026Q4/zero-reports/STORM${n}/signature`,
      { method: 'POST', agent, headers: { authorization: `Bearer ${tokenOf(n)}`, 'if-match': '*' } },
      (answer) => {
        answer.resume();
        answer.once('end', () => done(answer.statusCode ?? 0));
      },
    );
    call.once('error', failed);
    call.end();
  });
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 250) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error('the quarter was not opened within two minutes');
}
