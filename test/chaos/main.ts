import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ask } from '../harness/database.js';
import { brokenInvariants } from '../harness/invariants.js';
import { District } from './district.js';
import { FAULTS } from './faults.js';
import { quiet } from './outcome.js';
import { Random } from './random.js';
import { runCommand } from './tocsin-process.js';

const { values } = parseArgs({ options: { seed: { type: 'string' }, seconds: { type: 'string', default: '60' } } });
const seed = Number(values.seed ?? randomInt(2 ** 31));
const seconds = Number(values.seconds);
const random = new Random(seed);
const began = performance.now();

const log = (text: string): void =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}`);

/** The process always comes back, as under a supervisor. A failpoint of the last restart may have killed it again. */
async function keepAlive(district: District): Promise<void> {
  if (!district.process.isAlive) {
    const { said } = await district.process.died;
    log(`it is dead (${said.trim().split('\n').at(-1) ?? 'said nothing'}) and is started again`);
    await district.restart();
  }
}

async function harm(district: District, until: number): Promise<number> {
  let faults = 0;
  while (performance.now() < until) {
    await keepAlive(district);
    await pause(random.between(200, 2_000));
    const fault = random.pick(FAULTS);
    const done = await fault(district, random).catch((error: unknown) => `${fault.name} met ${String(error)}`);
    log(done);
    faults += 1;
  }
  return faults;
}

/** The school reports without a pause; nothing waits for an earlier answer. Answers when all reports are sent, not answered. */
async function load(district: District, until: number): Promise<{ answers: Promise<unknown> }> {
  const batches: Promise<unknown>[] = [];
  for (let turn = 0; performance.now() < until; turn += 1) {
    batches.push(district.reporter.batch(`batch-${turn}`));
    await pause(500);
  }
  return { answers: Promise.all(batches) };
}

/** A process that died at its failpoint after the last fault is brought back until all is answered. */
async function allAnswered(district: District, answers: Promise<unknown>): Promise<void> {
  let isOver = false;
  const settled = answers.finally(() => (isOver = true));
  settled.catch(() => undefined);
  while (!isOver) {
    await keepAlive(district);
    await pause(200);
  }
  await settled;
}

/** Every report that was answered is stored once, as it was answered. */
async function lostReports(district: District): Promise<string[]> {
  const stored = new Map(
    (
      await ask<{ key: string; id: string; number: string }>(
        district.databaseUrl,
        'select client_report_id as key, id, number from app.hazard',
      )
    ).map(({ key, id, number }) => [key, `${id} ${number}`]),
  );
  const { answered } = district.reporter;
  const lost = answered.filter((one) => stored.get(one.clientReportId) !== `${one.id} ${one.number}`);
  const excess = stored.size - answered.length;
  return [
    ...lost.map((one) => `${one.number} was answered and is not stored so`),
    ...(excess === 0 ? [] : [`${excess} more hazards stored than reports answered`]),
  ];
}

async function verdict(district: District): Promise<string[]> {
  await quiet(() => district.databaseUrl, 120_000);
  log('quiet again; the steps of the days that follow');
  await district.admin.ok('POST', '/v1/clock', { advance: 'P10D' });
  const faults = [...(await lostReports(district)), ...(await brokenInvariants(district.databaseUrl))];
  const [counts] = await ask(
    district.databaseUrl,
    `select (select count(*) from app.hazard) as hazards, (select count(*) from app.obligation_step) as steps,
       (select count(*) from app.alert) as alerts, (select count(*) from app.alert_send where possible_duplicate) as uncertain_letters,
       (select max(attempts) from app.delivery) as most_attempts`,
  );
  log(JSON.stringify(counts));
  return faults;
}

console.log(`chaos: seed ${seed}, ${seconds} s, queues on ${process.env['REDIS_URL'] ? 'Redis' : 'PostgreSQL'}`);
const redis = process.env['REDIS_URL'];
const district = await District.open(redis ? { REDIS_URL: redis } : {});
let faults: string[];
try {
  const until = performance.now() + seconds * 1_000;
  const [count, { answers }] = await Promise.all([harm(district, until), load(district, until)]);
  await allAnswered(district, answers);
  log(`${count} faults, ${district.reporter.answered.length} reports answered; no more harm from now on`);
  await district.kill();
  await district.restart();
  faults = await verdict(district);
} catch (error) {
  const state = district.process.isAlive ? 'alive' : `dead: ${JSON.stringify(await district.process.died)}`;
  faults = [
    `the run itself failed, with the process ${state}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  ];
}
const ended = await district.close();
if (ended.code !== 0) faults.push(`the orderly end was none: ${JSON.stringify(ended)}`);
const verified = await runCommand('verify-history', district.directory);
log(verified.printed.trim());
if (verified.code !== 0) faults.push(`verify-history ended with ${verified.code}: ${verified.said}`);
district.remove();
console.log(
  faults.length === 0
    ? 'everything held'
    : `NOT: ${faults.join('\nNOT: ')}\nagain with: npm run chaos -- --seed ${seed} --seconds ${seconds}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
