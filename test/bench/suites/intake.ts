import { type Client } from 'pg';
import { migratedDatabase, superuser, valueOf } from '../databases.js';
import { reportBodies, signInOfficers } from '../district.js';
import { httpLoad, type Target } from '../load/http-load.js';
import { processorTime } from '../load/processor-time.js';
import { Child } from '../processes/child.js';
import { startPopulated } from '../processes/service.js';
import { alternate, median, quantile } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const CONNECTIONS = 32;
/** By count, since on a busy machine seconds alone leave the code uncompiled. */
const WARM_UP_REPORTS = 3_000;
const LONGEST_WARM_UP_SECONDS = 8;
const ROUND_SECONDS = 2.5;
const ROUNDS = 4;
const BUSY_WARM_UP_REPORTS = 1_000;
/** The default of DATABASE_POOL_SIZE, and of `pg`. */
const POOL_SIZE = 10;

type Contender = (seconds: number) => Promise<number>;

export const suite: Suite = {
  name: 'intake',
  measures: 'reports accepted per second: durable, with number, first event and deliveries',

  async run(report: Report): Promise<void> {
    tellMethod(report);
    const bare = await startBare();
    const limit = 'bare Fastify + pg, tables with the same indexes';
    const intake = await startService('intake');
    const alone = await inTurns(ROUNDS, {
      intake: intake.runner.run,
      indexed: bare.indexed.run,
      plain: bare.plain.run,
    });
    report.figure({
      name: 'accepting, nothing else running',
      value: median(alone.intake),
      unit: 'reports/s',
      bare: { name: limit, value: median(alone.indexed) },
      bar: { on: 'ratio', atLeast: 0.6 },
    });
    report.figure({
      name: 'the same, beside bare tables with primary keys alone',
      value: median(alone.intake),
      unit: 'reports/s',
      bare: { name: 'bare Fastify + pg, primary keys alone', value: median(alone.plain) },
    });
    report.note(`intake alone: ${intake.runner.describe()}`);
    report.note(`bare: ${bare.indexed.describe()}`);
    await checkStored(report, 'intake alone', intake);
    await intake.child.end();

    const standalone = await startService('standalone');
    const before = await bare.indexed.run(ROUND_SECONDS);
    await warmUp(standalone.runner.run, BUSY_WARM_UP_REPORTS);
    const busy = [await standalone.runner.run(ROUND_SECONDS), await standalone.runner.run(ROUND_SECONDS)];
    report.note(`standalone: ${standalone.runner.describe()}`);
    await checkStored(report, 'standalone', standalone);
    // Its stages have a backlog now, which would take from the bare endpoint's round.
    await standalone.child.end();
    const after = await bare.indexed.run(ROUND_SECONDS);
    report.figure({
      name: 'accepting while the same process grades, assigns and alerts',
      value: median(busy),
      unit: 'reports/s',
      bare: { name: limit, value: median([before, after]) },
    });
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
    `each has an embedded PostgreSQL of its own with the same settings (fsync on); ${WARM_UP_REPORTS} reports (or ${LONGEST_WARM_UP_SECONDS} s) to warm up, then ${ROUNDS} rounds of ${ROUND_SECONDS} s in turn, medians; the standalone's two rounds stand between two of the bare endpoint`,
  );
}

/** Warms each contender up, then lets them run in turn. */
async function inTurns<Name extends string>(
  rounds: number,
  contenders: Record<Name, Contender>,
): Promise<Record<Name, number[]>> {
  for (const run of Object.values<Contender>(contenders)) await warmUp(run, WARM_UP_REPORTS);
  const entries = Object.entries<Contender>(contenders).map(([name, run]) => [name, () => run(ROUND_SECONDS)]);
  return alternate(rounds, Object.fromEntries(entries) as Record<Name, () => Promise<number>>);
}

async function warmUp(run: Contender, most: number): Promise<void> {
  let reports = 0;
  for (let second = 0; reports < most && second < LONGEST_WARM_UP_SECONDS; second += 1) reports += await run(1);
}

const encode = (bodies: readonly object[]): Buffer[] => bodies.map((body) => Buffer.from(JSON.stringify(body)));

/** Everything that one contender was asked, and what that took. */
class Runner {
  accepted = 0;
  private service = 0;
  private database = 0;
  private counted = 0;
  private latencies: readonly number[] = [];

  constructor(
    private readonly target: Target,
    private readonly child: Child,
    private readonly databaseUrl: string,
  ) {}

  readonly run: Contender = async (seconds) => {
    const before = processorTime(this.child.pid, this.databaseUrl);
    const load = await httpLoad(this.target, seconds);
    const after = processorTime(this.child.pid, this.databaseUrl);
    this.accepted += load.accepted;
    this.latencies = load.latencies;
    if (before && after) {
      this.service += after.service - before.service;
      this.database += after.database - before.database;
      this.counted += load.accepted;
    }
    return load.perSecond;
  };

  describe(): string {
    const [p50, p99] = [quantile(this.latencies, 0.5), quantile(this.latencies, 0.99)].map((value) => value.toFixed(1));
    const latency = `latency with ${CONNECTIONS} at once p50 ${p50} ms, p99 ${p99} ms`;
    if (this.counted === 0) return latency;
    const [node, sessions] = [this.service, this.database].map((sum) => (sum / this.counted).toFixed(2));
    return `${latency}; processor time per report: Node ${node} ms, database sessions ${sessions} ms`;
  }
}

async function startBare(): Promise<{ indexed: Runner; plain: Runner }> {
  const databaseUrl = await migratedDatabase('bare');
  const child = Child.start('bare-endpoint.child');
  const { address } = await child.call<{ address: string }>('start', databaseUrl, POOL_SIZE);
  const bodies = encode(reportBodies());
  const senders = Array.from({ length: CONNECTIONS }, (_, index) => ({ bodies: rotated(bodies, index * 13) }));
  const on = (schema: string): Runner =>
    new Runner({ address, path: `/${schema}/hazards`, senders }, child, databaseUrl);
  return { indexed: on('indexed'), plain: on('plain') };
}

async function startService(
  shape: 'intake' | 'standalone',
): Promise<{ runner: Runner; child: Child; database: Client }> {
  const { child, address, databaseUrl, district } = await startPopulated(shape);
  const database = await superuser(databaseUrl);
  if (shape === 'intake') await child.call('stopRelay');
  const officers = await signInOfficers(address, district, CONNECTIONS);
  const senders = officers.map(({ token, organisationCode }, index) => ({
    token,
    bodies: rotated(encode(reportBodies({ at: organisationCode })), index * 13),
  }));
  return { runner: new Runner({ address, path: '/v1/hazards', senders }, child, databaseUrl), child, database };
}

const rotated = <T>(list: readonly T[], by: number): T[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
];

/** A figure of accepted reports that are not all there would be worth nothing. */
async function checkStored(
  report: Report,
  name: string,
  { database, runner: { accepted } }: { database: Client; runner: Runner },
): Promise<void> {
  const tables = [
    'app.hazard',
    `app.event where type = 'hazard.reported'`,
    `app.delivery where event_type = 'hazard.reported'`,
  ];
  for (const table of tables) {
    const stored = Number(await valueOf<string>(database, `select count(*) from ${table}`));
    if (stored !== accepted)
      throw new Error(`${name}: ${accepted} reports were accepted, and ${stored} rows are in ${table}`);
  }
  report.note(`${name}: each of the ${accepted} accepted reports is stored with its event and its delivery`);
}
