import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Failpoint } from '#platform/failpoint.js';

const MAIN = resolve('dist/apps/standalone/src/main.js');
const READY_WITHIN_MS = 60_000;
export const ADMIN_PASSWORD = 'correct-horse-battery-staple';

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it said on standard error. */
  readonly said: string;
}

/** The standalone as a process of its own on a data directory, as `npm start` runs it, that can be killed and started again. */
export class TocsinProcess {
  private said = '';
  readonly died: Promise<Death>;

  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
    private readonly directory: string,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-4_000)));
    this.died = new Promise((done) => child.once('close', (code, signal) => done({ code, signal, said: this.said })));
  }

  /** Starts it; a failpoint makes it die at that point of the flow, possibly before it is ready. */
  static launch(
    directory: string,
    port: number,
    { dieAt, env = {} }: { dieAt?: Failpoint; env?: Record<string, string> } = {},
  ): TocsinProcess {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build first`);
    const child = spawn(process.execPath, [MAIN, 'start'], {
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: directory,
        PORT: String(port),
        CLOCK: 'simulated',
        ADMIN_PASSWORD,
        LOG_LEVEL: 'error',
        // A stage that died gives its work back after this time; a minute each would make the test long.
        DELIVERY_LEASE_SECONDS: '1',
        ...(dieAt && { TOCSIN_FAILPOINT: dieAt }),
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new TocsinProcess(child, `http://127.0.0.1:${port}`, directory);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get processId(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until it answers, or has died. */
  async ready(): Promise<this> {
    const until = performance.now() + READY_WITHIN_MS;
    while (this.isAlive && performance.now() < until) {
      const isReady = await fetch(`${this.address}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return this;
      await pause(50);
    }
    if (this.isAlive) throw new Error(`not ready within a minute: ${this.said}`);
    return this;
  }

  /** kill -9. Its database server stays behind, as after a crash. */
  kill(): Promise<Death> {
    if (this.isAlive) this.child.kill('SIGKILL');
    return this.died;
  }

  /** An orderly end: it hands back what it holds and stops its database. */
  stop(): Promise<Death> {
    if (this.isAlive) this.child.kill('SIGTERM');
    return this.died;
  }

  /** URL of the administrator of its embedded database, which outlives it. */
  get databaseUrl(): string {
    const password = readFileSync(join(this.directory, 'database-password'), 'utf8').trim();
    return `postgresql://postgres:${password}@127.0.0.1:${this.server.port}/postgres`;
  }

  /** Process id and port of the database server. */
  get server(): { readonly pid: number; readonly port: number } {
    const lines = readFileSync(join(this.directory, 'database', 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  }
}

/** Runs one of its other commands to the end. */
export async function runCommand(command: string, directory: string): Promise<Death & { readonly printed: string }> {
  const env = { PATH: process.env['PATH'], DATA_DIR: directory, CLOCK: 'simulated', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [MAIN, command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((done) => child.once('close', (code, signal) => done({ code, signal, said, printed })));
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
