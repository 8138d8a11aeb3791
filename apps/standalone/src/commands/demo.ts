import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { Client } from 'pg';
import { atTime } from '#kernel/civil-date.js';
import { firstDayOf } from '#kernel/quarter.js';
import { readEnvironment } from '#platform/config/environment.js';
import { endOnSignals } from '#platform/http/graceful-shutdown.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { createLogger } from '#platform/observability/logging.js';
import { ZONE } from '#store/policies/zone.js';
import { demoDistrict } from '../demo/data/district.js';
import { DEMO_QUARTER } from '../demo/data/reports.js';
import { DemoPeople } from '../demo/demo-people.js';
import { LiveQuarter, type Progress } from '../demo/live-quarter.js';
import { tellStory } from '../demo/story.js';
import { runStandalone, type Standalone } from '../run-standalone.js';

const ADMIN_PASSWORD = 'qinghuai-rehearsal';
const SHOWN = ['principal', 'safety-officer', 'zone-officer', 'safety-section', 'deputy-director', 'city-bureau'];

/** A district lives through a whole quarter before one's eyes; then the system keeps serving. `--exit` ends it. */
export async function demo(args: string[]): Promise<void> {
  const isBrief = args.includes('--exit');
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-demo-'));
  const environment = readEnvironment({
    LOG_LEVEL: 'error',
    ADMIN_PASSWORD,
    ...process.env,
    PORT: isBrief ? '0' : process.env['PORT'],
    DATA_DIR: directory,
    CLOCK: 'simulated',
  });
  const logger = createLogger({ level: environment.LOG_LEVEL });
  const began = performance.now();
  const standalone = await runStandalone(environment, logger, { isThrowaway: true });
  const end = async (): Promise<void> => {
    await standalone.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await live(standalone, environment.ADMIN_PASSWORD ?? ADMIN_PASSWORD);
    console.log(`\n用时 ${((performance.now() - began) / 1_000).toFixed(0)} 秒。`);
  } catch (error) {
    await end();
    throw error;
  }
  if (isBrief) return end();
  endOnSignals(end, logger);
  console.log(`继续服务：${standalone.address}  接口文档：${standalone.address}/docs  （Ctrl-C 结束）`);
}

async function live(standalone: Standalone, password: string): Promise<void> {
  await setTime(standalone.databaseUrl, atTime(firstDayOf(DEMO_QUARTER), '00:00', ZONE));
  const district = demoDistrict();
  const signIns = await populate(standalone, district, password);
  console.log(`警钟演示：${district.organisations.length} 个机构，${signIns.length} 人，${DEMO_QUARTER} 全季度。`);
  const people = new DemoPeople(standalone);
  await new LiveQuarter(standalone, people).run(progressBar());
  const totals = await tellStory(standalone.http.app.get(WorkerTransactions, { strict: false }), (line) =>
    console.log(line),
  );
  if (totals.reported !== totals.graded || totals.graded !== totals.assigned) {
    throw new Error(`the totals do not agree: ${JSON.stringify(totals)}`);
  }
  console.log('\n可用账号（用户名 / 初始密码）：');
  console.log(`  系统管理员  admin / ${password}`);
  for (const line of shown(district.people, signIns)) console.log(`  ${line}`);
}

/** The database's own clock is set before anything has happened; afterwards time only moves forward. */
async function setTime(url: string, moment: Date): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()', [moment]);
  await client.end();
}

interface SignIn {
  readonly username: string;
  readonly initialPassword: string;
}

async function populate(
  standalone: Standalone,
  district: ReturnType<typeof demoDistrict>,
  password: string,
): Promise<SignIn[]> {
  const base = standalone.address;
  const session = await fetch(`${base}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const { token } = (await session.json()) as { token: string };
  const send = async (path: string, rows: readonly object[], columns: readonly string[]): Promise<unknown> => {
    const lines = [
      columns.join(','),
      ...rows.map((row) => columns.map((column) => (row as Record<string, string>)[column] ?? '').join(',')),
    ];
    const answer = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body: `${lines.join('\n')}\n`,
    });
    if (!answer.ok) throw new Error(`demo: ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  await send('/v1/organisations/import', district.organisations, ['code', 'name', 'kind', 'parentCode', 'zone']);
  const made = await send('/v1/people/import', district.people, [
    'username',
    'name',
    'phone',
    'email',
    'post',
    'organisationCode',
  ]);
  return (made as { credentials: SignIn[] }).credentials;
}

function shown(people: ReturnType<typeof demoDistrict>['people'], signIns: readonly SignIn[]): string[] {
  return SHOWN.flatMap((post) => {
    const person = people.find((one) => one.post === post);
    const signIn = signIns.find((one) => one.username === person?.username);
    return person && signIn
      ? [`${person.name}（${post}，${person.organisationCode}）  ${signIn.username} / ${signIn.initialPassword}`]
      : [];
  });
}

function progressBar(): Progress {
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage}%  {date}  {told}',
    hideCursor: true,
    clearOnComplete: false,
    noTTYOutput: false,
  });
  return {
    begin: (total) => bar.start(total, 0, { date: '', told: '' }),
    day: (done, date, told) => bar.update(done, { date, told }),
    end: () => bar.stop(),
  };
}
