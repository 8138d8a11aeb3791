import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { freePort } from '../free-port.js';
import { afterSuite, scratchDirectory } from '../scratch.js';
import { alternate, median } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const RUNS = 4;
const IDLE_SECONDS = 10;
const LONGEST_MS = 60_000;
const MAIN = fileURLToPath(new URL('../../../apps/standalone/src/main.js', import.meta.url));

export const suite: Suite = {
  name: 'start',
  measures: 'cold start of the standalone on an empty data directory, and its memory when idle',

  async run(report: Report): Promise<void> {
    report.method(
      `${RUNS} times: the command of npm start without its build, on a data directory that does not exist yet, until /health/ready answers 200; then the resident memory of the last one's Node process after ${IDLE_SECONDS} s in which nothing happens`,
    );
    report.method('bare: initdb and start of the same embedded PostgreSQL until it answers, nothing else');
    let last: Running | undefined;
    const ours = async (): Promise<number> => {
      await last?.end();
      last = await coldStart();
      return last.seconds;
    };
    const results = await alternate(RUNS, { ours, bare: bareStart });
    report.figure({
      name: 'cold start to ready',
      value: median(results.ours),
      unit: 's',
      bare: { name: 'bare PostgreSQL', value: median(results.bare) },
      bar: { on: 'value', atMost: 5 },
    });
    report.note(`single starts: ${results.ours.map((seconds) => seconds.toFixed(1)).join(', ')} s`);
    await pause(IDLE_SECONDS * 1_000);
    const megabytes = last && residentMegabytes(last.pid);
    if (megabytes === undefined) report.skipped('idle memory', 'this system has no /proc');
    else
      report.figure({
        name: 'idle memory of the Node process',
        value: megabytes,
        unit: 'MB',
        bar: { on: 'value', atMost: 250 },
      });
    await last?.end();
  },
};

interface Running {
  readonly seconds: number;
  readonly pid: number;
  end(): Promise<void>;
}

async function coldStart(): Promise<Running> {
  const port = await freePort();
  const environment = { PATH: process.env['PATH'] ?? '', PORT: String(port), DATA_DIR: scratchDirectory('start') };
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const end = endOf(child);
  afterSuite(end);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the standalone ended with ${child.exitCode}: ${said.trim()}`);
    if (performance.now() - began > LONGEST_MS)
      throw new Error(`not ready after ${LONGEST_MS / 1_000} s: ${said.trim()}`);
    await pause(20);
  }
  return { seconds: (performance.now() - began) / 1_000, pid: child.pid as number, end };
}

function endOf(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  return async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await gone;
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}

async function bareStart(): Promise<number> {
  const directory = scratchDirectory('bare-start');
  const began = performance.now();
  const server = await EmbeddedDatabase.start(directory);
  const seconds = (performance.now() - began) / 1_000;
  await server.stop();
  return seconds;
}

/** VmRSS counts in KiB; undefined where there is no /proc. */
function residentMegabytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * 1_024) / 1e6;
  } catch {
    return undefined;
  }
}
