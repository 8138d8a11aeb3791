import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it said on standard error. */
  readonly said: string;
}

/** An app as a process of its own, as `npm start` or a container runs it, that can be stopped and killed. */
export class OwnProcess {
  private readonly child: ChildProcess;
  private said = '';
  readonly address: string;
  readonly died: Promise<Death>;

  constructor(
    readonly app: string,
    command: readonly string[],
    port: number,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    const main = resolve(`dist/apps/${app}/src/main.js`);
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`);
    this.address = `http://127.0.0.1:${port}`;
    this.child = spawn(process.execPath, [main, ...command], {
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-4_000)));
    this.died = new Promise((done) =>
      this.child.once('close', (code, signal) => done({ code, signal, said: this.said })),
    );
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get processId(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until it answers, or has died; throws when it lives and does not answer within `most` ms. */
  async ready(most = 150_000): Promise<this> {
    const until = performance.now() + most;
    while (this.isAlive && performance.now() < until) {
      const isReady = await fetch(`${this.address}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return this;
      await pause(50);
    }
    if (this.isAlive) throw new Error(`${this.app} is not ready after ${most / 1_000} s: ${this.said}`);
    return this;
  }

  /** kill -9. An embedded database server stays behind, as after a crash. */
  kill(): Promise<Death> {
    if (this.isAlive) this.child.kill('SIGKILL');
    return this.died;
  }

  /** An orderly end: it hands back what it holds. */
  stop(): Promise<Death> {
    if (this.isAlive) this.child.kill('SIGTERM');
    return this.died;
  }
}
