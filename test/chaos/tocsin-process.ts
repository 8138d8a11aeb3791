import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { type Failpoint } from '#platform/failpoint.js';
import { type Death, OwnProcess } from '../harness/own-process.js';

const MAIN = resolve('dist/apps/standalone/src/main.js');
export const ADMIN_PASSWORD = 'correct-horse-battery-staple';

/** The standalone as a process of its own on a data directory, as `npm start` runs it, that can be killed and started again. */
export class TocsinProcess extends OwnProcess {
  private constructor(
    port: number,
    env: Readonly<Record<string, string | undefined>>,
    private readonly directory: string,
  ) {
    super('standalone', ['start'], port, env);
  }

  /** Starts it; a failpoint makes it die at that point of the flow, possibly before it is ready. */
  static launch(
    directory: string,
    port: number,
    { dieAt, env = {} }: { dieAt?: Failpoint; env?: Record<string, string> } = {},
  ): TocsinProcess {
    const own = {
      DATA_DIR: directory,
      CLOCK: 'simulated',
      ADMIN_PASSWORD,
      // A stage that died gives its work back after this time; a minute each would make the test long.
      DELIVERY_LEASE_SECONDS: '1',
      ...(dieAt && { TOCSIN_FAILPOINT: dieAt }),
      ...env,
    };
    return new TocsinProcess(port, own, directory);
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
export async function runCommand(
  command: string,
  directory: string,
  args: readonly string[] = [],
): Promise<Death & { readonly printed: string }> {
  const env = { PATH: process.env['PATH'], DATA_DIR: directory, CLOCK: 'simulated', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [MAIN, command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
