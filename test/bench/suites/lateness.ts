import { type Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { superuser, valueOf } from '../databases.js';
import { reportInBulk } from '../load/bulk-reports.js';
import { Child } from '../processes/child.js';
import { startPopulated } from '../processes/service.js';
import { quantile } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const STEPS = 200;
const SPREAD_SECONDS = 20;
const LONGEST_MS = 60_000;

export const suite: Suite = {
  name: 'lateness',
  measures: 'how late a due step is taken, and told, on an idle system with the real clock',

  async run(report: Report): Promise<void> {
    report.method(
      `the standalone process as it comes; ${STEPS} obligations of graded and assigned hazards get a next step at moments spread evenly over ${SPREAD_SECONDS} s; nothing else happens. Taken: app.take_due_steps' own record against the moment at which the step fell due. Told: the end of the transaction that wrote the alert, against the same moment; all by the database's clock`,
    );
    report.method(
      'bare: a BullMQ delayed job for each of the same moments, in a process of its own on the same database; its handler writes one row',
    );
    const service = await startPopulated('standalone');
    const database = await superuser(service.databaseUrl);
    const bare = Child.start('bare-timers.child');
    await bare.call('start', service.databaseUrl);
    await reportInBulk(service.databaseUrl, STEPS, 0);
    await untilIdle(database);

    const moments = await plan(database);
    const late = bare.call<number[]>('run', moments);
    await untilTold(database);
    const bareLate = await late;
    const { taken, told } = await lateness(database);
    const p99 = { on: 'value', atMost: 2_000 } as const;
    const bareName = 'bare BullMQ delayed job';
    report.figure({
      name: 'step taken, p50',
      value: quantile(taken, 0.5),
      unit: 'ms',
      bare: { name: bareName, value: quantile(bareLate, 0.5) },
    });
    report.figure({
      name: 'step taken, p99',
      value: quantile(taken, 0.99),
      unit: 'ms',
      bare: { name: bareName, value: quantile(bareLate, 0.99) },
      bar: p99,
    });
    report.figure({ name: 'alert recorded, p50', value: quantile(told, 0.5), unit: 'ms' });
    report.figure({ name: 'alert recorded, p99', value: quantile(told, 0.99), unit: 'ms', bar: p99 });
  },
};

async function untilIdle(database: Client): Promise<void> {
  await until('the reports to be worked off', async () =>
    valueOf<boolean>(
      database,
      `select app.deliveries_quiet() and not exists (select from app.hazard h where not exists (select from app.alert a where a.hazard_id = h.id))`,
    ),
  );
}

/** Gives one open obligation of each hazard its next step at a moment of the next seconds; answers the moments. */
async function plan(database: Client): Promise<string[]> {
  const { rows } = await database
    .query<{ at: Date }>(
      `
    create table public.planned as
      select id, steps_taken + 1 as step, clock_timestamp() + interval '1 s' + row_number() over () * interval '${SPREAD_SECONDS} s' / ${STEPS} as at
      from (select distinct on (subject_id) id, steps_taken from app.obligation
            where status = 'open' and kind like 'rectify%' and steps_taken < cardinality(step_ids) order by subject_id) one;
    update app.obligation o set step_times[p.step] = p.at, next_step_at = p.at from public.planned p where p.id = o.id;
    select at from public.planned order by at`,
    )
    .then((results) => (results as unknown as { rows: { at: Date }[] }[]).at(-1) ?? { rows: [] });
  if (rows.length < STEPS) throw new Error(`only ${rows.length} of ${STEPS} hazards have an open obligation`);
  return rows.map(({ at }) => at.toISOString());
}

const TOLD = `
  select extract(epoch from s.taken_at - s.fell_due_at)::float8 * 1000 as taken, extract(epoch from d.done_at - s.fell_due_at)::float8 * 1000 as told
  from public.planned p join app.obligation o on o.id = p.id
  join app.obligation_step s on s.obligation_id = o.id and s.step_id = o.step_ids[p.step]
  join app.delivery d on d.subject_id = o.id and d.refs->>'stepId' = s.step_id and d.state = 'done'`;

async function untilTold(database: Client): Promise<void> {
  await pause((SPREAD_SECONDS + 1) * 1_000);
  await until(
    'every step to be told',
    async () => Number(await valueOf<string>(database, `select count(*) from (${TOLD}) t`)) >= STEPS,
  );
}

async function lateness(database: Client): Promise<{ taken: number[]; told: number[] }> {
  const { rows } = await database.query<{ taken: number; told: number }>(TOLD);
  return { taken: rows.map((row) => row.taken), told: rows.map((row) => row.told) };
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += 200) {
    if (await isTrue()) return;
    await pause(200);
  }
  throw new Error(`waited ${LONGEST_MS / 1_000} s in vain for ${what}`);
}
