import { type Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { migratedDatabase, superuser, valueOf } from '../databases.js';
import { reportInBulk } from '../load/bulk-reports.js';
import { Child } from '../processes/child.js';
import { startPopulated } from '../processes/service.js';
import { privateRedis } from '../redis.js';
import { alternate, median } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const HAZARDS = 800;
const WARM_UP = 100;
const ROUNDS = 2;
const MORNING = '2027-03-10T10:00:00+08:00';
const LONGEST_MS = 180_000;

export const suite: Suite = {
  name: 'pipeline',
  measures: 'hazards per second through report, grade, assignment, obligation and alert',

  async run(report: Report): Promise<void> {
    report.method(
      `the standalone process with all its stages; ${HAZARDS} of the demo's reports through app.report_hazards, then the time from before the first of them until every one of them has its alerts committed; the letters of these alerts are sent meanwhile, too`,
    );
    report.method(
      'bare: one process, four BullMQ queues one after the other, one job per hazard and hop, each with one transaction of two inserted rows (four round trips), then the next job is added; time from before the first addBulk until the last job of the fourth hop',
    );
    report.method(`the clock stands at a working day's morning (CLOCK=simulated), since at night letters wait`);
    report.method(
      `embedded PostgreSQL each, same settings; ${WARM_UP} hazards to warm up, ${ROUNDS} rounds in turn, medians`,
    );
    await onBackend(report, 'PostgreSQL', undefined, 1);
    const redis = await privateRedis();
    if (redis === undefined) report.skipped('pipeline on Redis', 'there is no redis-server on this machine');
    else await onBackend(report, 'Redis', redis, 0.6);
  },
};

async function onBackend(report: Report, name: string, redisUrl: string | undefined, atLeast: number): Promise<void> {
  const service = await startPopulated('standalone', { CLOCK: 'simulated', ...(redisUrl && { REDIS_URL: redisUrl }) });
  const database = await superuser(service.databaseUrl);
  await database.query('update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()', [MORNING]);
  const bare = Child.start('bare-hops.child');
  await bare.call('start', await migratedDatabase('hops'), redisUrl ?? null);

  let round = 0;
  const ours = async (count: number): Promise<number> => {
    round += 100;
    return count / (await secondsToAlerts(service.databaseUrl, database, count, round));
  };
  const hops = async (count: number): Promise<number> => count / (await bare.call<number>('run', count));
  await ours(WARM_UP);
  await hops(WARM_UP);
  const results = await alternate(ROUNDS, { ours: () => ours(HAZARDS), hops: () => hops(HAZARDS) });
  report.figure({
    name: `report to alert on ${name}`,
    value: median(results.ours),
    unit: 'hazards/s',
    bare: { name: `four bare BullMQ hops on ${name}`, value: median(results.hops) },
    bar: { on: 'ratio', atLeast },
  });
  await checkOutcome(report, name, database);
  await service.child.end();
  await bare.end();
}

/** Times of the database's clock: from before the first report until the last hazard's first alert was recorded. */
async function secondsToAlerts(databaseUrl: string, database: Client, count: number, round: number): Promise<number> {
  const began = await valueOf<Date>(database, 'select clock_timestamp()');
  await reportInBulk(databaseUrl, count, round);
  await untilAlerted(database);
  const ended = await valueOf<Date>(
    database,
    `select max(first) from (
       select min(d.done_at) as first from app.obligation o join app.delivery d on d.subject_id = o.id
       where d.event_type = 'obligation.escalated' and d.state = 'done' group by o.subject_id) done`,
  );
  await untilQuiet(database);
  return (ended.getTime() - began.getTime()) / 1_000;
}

/** Cheap to ask: what is looked for shrinks as the work proceeds. */
async function untilAlerted(database: Client): Promise<void> {
  const sql = `select not exists (select from app.hazard h where not exists (select from app.alert a where a.hazard_id = h.id))`;
  for (let waited = 0; waited < LONGEST_MS; waited += 100) {
    if (await valueOf<boolean>(database, sql)) return;
    await pause(100);
  }
  const without = await valueOf<string>(
    database,
    `select string_agg(distinct status || '/' || coalesce(grade, '-'), ' ') from app.hazard h
     where not exists (select from app.alert a where a.hazard_id = h.id)`,
  );
  throw new Error(`hazards without an alert after ${LONGEST_MS / 1_000} s: ${without}`);
}

async function untilQuiet(database: Client): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += 100) {
    if (await valueOf<boolean>(database, 'select app.deliveries_quiet()')) return;
    await pause(100);
  }
  throw new Error('deliveries are still under way');
}

async function checkOutcome(report: Report, name: string, database: Client): Promise<void> {
  const dead = Number(await valueOf<string>(database, `select count(*) from app.delivery where state = 'dead'`));
  const [hazards, alerts, letters] = [
    await valueOf<string>(database, 'select count(*) from app.hazard'),
    await valueOf<string>(database, 'select count(*) from app.alert'),
    await valueOf<string>(database, 'select count(*) from app.alert_send'),
  ];
  const grades = await valueOf<string>(
    database,
    `select string_agg(n || ' ' || grade, ', ' order by n desc) from (select grade, count(*) as n from app.hazard group by grade) g`,
  );
  report.note(`${name}: ${hazards} hazards (${grades}), ${alerts} alerts, ${letters} letters`);
  if (dead > 0) throw new Error(`${dead} deliveries are dead`);
}
