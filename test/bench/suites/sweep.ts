import { type Client } from 'pg';
import { SystemClock } from '#kernel/clock.js';
import { SweepDueSteps } from '#apps/escalation/src/sweep-due-steps.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { Metrics } from '#platform/observability/metrics.js';
import { ClockGuard } from '#store/clock/clock-guard.js';
import { DueWork } from '#store/clock/due-work.js';
import { migratedDatabase, superuser, valueOf, workerOn } from '../databases.js';
import { alternate, median } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const SIZES = [10_000, 100_000, 1_000_000] as const;
const DUE = 10_000;
/** Obligations that were made together fall due together, at each of their steps. */
const NEIGHBOURS = 1_000;
const BATCH = 500;
const ROUNDS = 3;

export const suite: Suite = {
  name: 'sweep',
  measures: 'due steps taken per second, with 10 k, 100 k and 1 M open obligations',

  async run(report: Report): Promise<void> {
    report.method(
      `the sweep of the escalation stage itself (SweepDueSteps.run, role tocsin_worker, row-level security on) in one process until nothing is due: ${DUE} steps in ${DUE / NEIGHBOURS} groups of ${NEIGHBOURS} neighbouring rows, spread over the table; all others lie ahead`,
    );
    report.method(
      `bare: copies of app.obligation and app.delivery with the same rows and indexes; one statement per ${BATCH} rows claims (SKIP LOCKED), advances and inserts the same delivery row; superuser, no row-level security, no step record, no triggers`,
    );
    report.method(
      `same embedded PostgreSQL for both; one round to warm up, then ${ROUNDS} rounds in turn at each size, medians`,
    );
    const url = await migratedDatabase('sweep');
    const database = await superuser(url);
    await prepare(database);
    const sweep = await sweepOn(url);
    const ours = (): Promise<number> => takenPerSecond(database, sweep);
    const bare = (): Promise<number> => barePerSecond(database);

    const rates = new Map<number, number>();
    for (const size of SIZES) {
      await fill(database, size);
      await choose(database, NEIGHBOURS);
      await alternate(1, { ours, bare });
      const results = await alternate(ROUNDS, { ours, bare });
      rates.set(size, median(results.ours));
      report.figure({
        name: `${size.toLocaleString('en')} open`,
        value: median(results.ours),
        unit: 'steps/s',
        bare: { name: 'bare claim + outbox insert', value: median(results.bare) },
        bar: { on: 'ratio', atLeast: 0.5 },
      });
    }
    const [small = NaN, large = NaN] = [rates.get(SIZES[0]), rates.get(SIZES[2])];
    report.figure({
      name: '1 M open ÷ 10 k open',
      value: large / small,
      unit: '×',
      bar: { on: 'value', atLeast: 0.9 },
    });

    await choose(database, 1);
    const scattered = await alternate(2, { ours, bare });
    report.figure({
      name: '1 M open, due rows scattered one by one (each on a page of its own)',
      value: median(scattered.ours),
      unit: 'steps/s',
      bare: { name: 'bare claim + outbox insert', value: median(scattered.bare) },
    });
  },
};

async function sweepOn(url: string): Promise<SweepDueSteps> {
  const transactions = await workerOn(url);
  const wake = new RelayWake(url, (task) => transactions.afterCommit(task));
  const guard = new ClockGuard(transactions, new SystemClock(), () => undefined);
  return new SweepDueSteps(transactions, wake, guard, new Metrics(), new DueWork());
}

async function prepare(database: Client): Promise<void> {
  await database.query(`
    insert into app.organisation (code, name, kind, parent_id) values ('D1', '青槐区教育局', 'district-bureau', null);
    insert into app.organisation (code, name, kind, parent_id)
      select 'S' || n, '第' || n || '小学', 'primary-school', 1 from generate_series(1, 165) n;
    create schema bare;
    create table bare.obligation (like app.obligation including all) with (fillfactor = 80);
    create table bare.delivery (like app.delivery including all)`);
}

/** Brings both tables to `size` open rows. Triggers are off while rows are made by the hundred thousand. */
async function fill(database: Client, size: number): Promise<void> {
  const there = Number(await valueOf<string>(database, 'select count(*) from app.obligation'));
  await database.query(`
    set session_replication_role = replica;
    insert into app.obligation (id, kind, subject_id, organisation_id, path, district_id, started_at, due_at, policy_id,
        policy_version, step_ids, step_times, next_step_at)
      select uuidv7(), 'rectify', uuidv7(), o.id, o.path, o.district_id, t, t + interval '7 days', 'rectify', '1',
        array['created', 'before-1d', 'overdue'], array[t, t + interval '6 days', t + interval '8 days'], t
      from generate_series(${there + 1}, ${size}) n join app.organisation o on o.id = 2 + n % 165,
        lateral (select now() + interval '30 days' + n * interval '1 second' as t) at order by n;
    insert into bare.obligation select * from app.obligation o where not exists (select from bare.obligation b where b.id = o.id);
    reset session_replication_role`);
  await database.query('vacuum analyze app.obligation');
  await database.query('vacuum analyze bare.obligation');
  await database.query('checkpoint');
}

/** The rows that fall due in each round: groups of `neighbours`, spread evenly over the table. */
async function choose(database: Client, neighbours: number): Promise<void> {
  await database.query(`
    drop table if exists bare.chosen;
    create table bare.chosen as
      select id, row_number() over (order by place) as n from (
        select id, row_number() over (order by id) - 1 as place, count(*) over () as size from app.obligation
      ) all_of_them where place % (size * ${neighbours} / ${DUE}) < ${neighbours}`);
}

/** Makes the chosen rows due and forgets what the last round left. */
async function makeDue(database: Client, schema: 'app' | 'bare'): Promise<void> {
  await database.query(`
    truncate ${schema}.delivery;
    update ${schema}.obligation o set steps_taken = 0, next_step_at = d.at,
        step_times = array[d.at, d.at + interval '6 days', d.at + interval '8 days']
      from (select id, clock_timestamp() - interval '1 minute' + n * interval '1 ms' as at from bare.chosen) d
      where o.id = d.id`);
  // As the autovacuum of a running system would have done by the time that the next ten thousand steps fall due.
  await database.query(`vacuum ${schema}.obligation`);
}

async function takenPerSecond(database: Client, sweep: SweepDueSteps): Promise<number> {
  await database.query('truncate app.obligation_step');
  await makeDue(database, 'app');
  const began = performance.now();
  const taken = await sweep.run();
  const seconds = (performance.now() - began) / 1_000;
  await check(database, 'app', taken);
  return taken / seconds;
}

const BARE_SWEEP = `
  with due as materialized (
    select id from bare.obligation where status = 'open' and next_step_at is not null and next_step_at <= now()
    order by next_step_at limit ${BATCH} for update skip locked
  ), moved as (
    update bare.obligation o set next_step_at = o.step_times[o.steps_taken + 2], steps_taken = o.steps_taken + 1
    from due where o.id = due.id returning o.id, o.due_version, o.step_ids[o.steps_taken] as step_id, o.organisation_id, o.path
  )
  insert into bare.delivery (route, event_type, subject_id, refs, organisation_id, path)
  select 'obligation.escalated.notification', 'obligation.escalated', id,
    jsonb_build_object('dueVersion', due_version, 'stepId', step_id), organisation_id, path from moved`;

async function barePerSecond(database: Client): Promise<number> {
  await makeDue(database, 'bare');
  const began = performance.now();
  let taken = 0;
  for (let some = -1; some !== 0;) {
    some = (await database.query(BARE_SWEEP)).rowCount ?? 0;
    taken += some;
  }
  const seconds = (performance.now() - began) / 1_000;
  await check(database, 'bare', taken);
  return taken / seconds;
}

async function check(database: Client, schema: 'app' | 'bare', taken: number): Promise<void> {
  const promised = Number(await valueOf<string>(database, `select count(*) from ${schema}.delivery`));
  if (taken !== DUE || promised !== DUE)
    throw new Error(`${DUE} steps were due, ${taken} were taken and ${promised} promised`);
}
