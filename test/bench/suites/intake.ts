import { type Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { migratedDatabase, superuser, valueOf } from '../databases.js';
import { reportBodies, signInOfficers } from '../district.js';
import { httpLoad, type Target } from '../load/http-load.js';
import { Child } from '../processes/child.js';
import { startPopulated } from '../processes/service.js';
import { alternate, median, quantile } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
const ROUND_SECONDS = 2.5;
const ROUNDS = 4;
const BUSY_ROUNDS = 2;
/** The default of DATABASE_POOL_SIZE, and of `pg`. */
const POOL_SIZE = 10;

type Contender = (seconds: number) => Promise<number>;

export const suite: Suite = {
  name: 'intake',
  measures: 'reports accepted per second: durable, with number, first event and deliveries',

  async run(report: Report): Promise<void> {
    tellMethod(report);
    const bare = await startBare();
    const intake = await startService('intake');
    const results = await inTurns(ROUNDS, { intake: intake.run, indexed: bare.indexed, plain: bare.plain });
    await intake.check(report, 'intake alone');
    await intake.end();
    const limit = { name: 'bare Fastify + pg, tables with the same indexes', value: median(results.indexed) };
    report.figure({
      name: 'accepting, nothing else running',
      value: median(results.intake),
      unit: 'reports/s',
      bare: limit,
      bar: { on: 'ratio', atLeast: 0.6 },
    });
    report.figure({
      name: 'the same, beside bare tables with primary keys alone',
      value: median(results.intake),
      unit: 'reports/s',
      bare: { name: 'bare Fastify + pg, primary keys alone', value: median(results.plain) },
    });
    report.note(intake.latencies());

    const standalone = await startService('standalone');
    const busy = await inTurns(BUSY_ROUNDS, {
      standalone: async (seconds) => {
        const perSecond = await standalone.run(seconds);
        await standalone.quiet();
        return perSecond;
      },
      indexed: bare.indexed,
    });
    await standalone.check(report, 'standalone');
    report.figure({
      name: 'accepting while the same process grades, assigns and alerts',
      value: median(busy.standalone),
      unit: 'reports/s',
      bare: { name: limit.name, value: median(busy.indexed) },
    });
    report.note(standalone.latencies());
  },
};

function tellMethod(report: Report): void {
  report.method(
    `${CONNECTIONS} kept connections of an own client over node:net, one request under way on each; each is the safety officer of another school, signed in; the bodies are the demo's reports`,
  );
  report.method(
    'intake and directory in one process (relay stopped, so that accepting alone is measured), then the whole standalone process with all its stages at work; log level info',
  );
  report.method(
    'bare: one process, Fastify + pg, pool of the same size, one transaction of five round trips: BEGIN, hazard row, event row, delivery row, COMMIT; no sign-in, validation, number, chain, row-level security, triggers or log',
  );
  report.method(
    `each has an embedded PostgreSQL of its own with the same settings (fsync on); ${WARM_UP_SECONDS} s to warm up, then ${ROUNDS} rounds of ${ROUND_SECONDS} s in turn, medians`,
  );
}

/** Warms each contender up, then lets them run in turn. */
async function inTurns<Name extends string>(rounds: number, contenders: Record<Name, Contender>): Promise<Record<Name, number[]>> {
  for (const run of Object.values<Contender>(contenders)) await run(WARM_UP_SECONDS);
  const entries = Object.entries<Contender>(contenders).map(([name, run]) => [name, () => run(ROUND_SECONDS)]);
  return alternate(rounds, Object.fromEntries(entries) as Record<Name, () => Promise<number>>);
}

const encode = (bodies: readonly object[]): Buffer[] => bodies.map((body) => Buffer.from(JSON.stringify(body)));

async function startBare(): Promise<{ indexed: Contender; plain: Contender }> {
  const databaseUrl = await migratedDatabase('bare');
  const child = Child.start('bare-endpoint.child');
  const { address } = await child.call<{ address: string }>('start', databaseUrl, POOL_SIZE);
  const bodies = encode(reportBodies());
  const senders = Array.from({ length: CONNECTIONS }, (_, index) => ({ bodies: rotated(bodies, index * 13) }));
  const on = (schema: string): Contender => async (seconds) =>
    (await httpLoad({ address, path: `/${schema}/hazards`, senders }, seconds)).perSecond;
  return { indexed: on('indexed'), plain: on('plain') };
}

async function startService(shape: 'intake' | 'standalone') {
  const { child, address, databaseUrl, district } = await startPopulated(shape);
  const database = await superuser(databaseUrl);
  if (shape === 'intake') await child.call('stopRelay');
  const officers = await signInOfficers(address, district, CONNECTIONS);
  const target: Target = {
    address,
    path: '/v1/hazards',
    senders: officers.map(({ token, organisationCode }, index) => ({
      token,
      bodies: rotated(encode(reportBodies({ at: organisationCode })), index * 13),
    })),
  };
  let accepted = 0;
  let latest: readonly number[] = [];
  return {
    run: async (seconds: number): Promise<number> => {
      const load = await httpLoad(target, seconds);
      accepted += load.accepted;
      latest = load.latencies;
      return load.perSecond;
    },
    latencies: () =>
      `${shape}: latency with ${CONNECTIONS} at once p50 ${quantile(latest, 0.5).toFixed(1)} ms, p99 ${quantile(latest, 0.99).toFixed(1)} ms`,
    quiet: () => untilQuiet(database),
    check: (report: Report, name: string) => checkStored(report, name, database, accepted),
    end: () => child.end(),
  };
}

const rotated = <T>(list: readonly T[], by: number): T[] => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

/** Waits until the stages have done everything, so that they take nothing from the next round. */
async function untilQuiet(database: Client): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 100) {
    if (await valueOf<boolean>(database, 'select app.deliveries_quiet()')) return;
    await pause(100);
  }
  throw new Error('the stages did not finish within two minutes');
}

/** A figure of accepted reports that are not all there would be worth nothing. */
async function checkStored(report: Report, name: string, database: Client, accepted: number): Promise<void> {
  const [hazards, events, deliveries] = [
    await valueOf<string>(database, 'select count(*) from app.hazard'),
    await valueOf<string>(database, `select count(*) from app.event where type = 'hazard.reported'`),
    await valueOf<string>(database, `select count(*) from app.delivery where event_type = 'hazard.reported'`),
  ].map(Number);
  if (hazards !== accepted || events !== accepted || deliveries !== accepted) {
    throw new Error(`${name}: ${accepted} accepted, but ${hazards} hazards, ${events} events and ${deliveries} deliveries stored`);
  }
  report.note(`${name}: all ${accepted} accepted reports are stored with event and delivery`);
}
