import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 150_000;

export interface Ending {
  readonly stage: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it said on standard error. */
  readonly said: string;
}

/** One stage as a process of its own, as a container runs it. */
export class StageProcess {
  private said = '';
  readonly ended: Promise<Ending>;
  readonly address: string;

  private constructor(
    readonly stage: string,
    port: number,
    private readonly child: ChildProcess,
  ) {
    this.address = `http://127.0.0.1:${port}`;
    child.stderr?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-4_000)));
    this.ended = new Promise((done) =>
      child.once('close', (code, signal) => done({ stage, code, signal, said: this.said })),
    );
  }

  static launch(stage: string, port: number, env: Readonly<Record<string, string>>): StageProcess {
    const main = resolve(`dist/apps/${stage}/src/main.js`);
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`);
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new StageProcess(stage, port, child);
  }

  /** Waits until it answers; throws with what it said when it has ended instead. */
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
    throw new Error(`${this.stage} is not ready: ${this.said}`);
  }

  /** An orderly end. */
  stop(): Promise<Ending> {
    if (this.isAlive) this.child.kill('SIGTERM');
    return this.ended;
  }

  /** kill -9, for what a failed test left behind. */
  kill(): Promise<Ending> {
    if (this.isAlive) this.child.kill('SIGKILL');
    return this.ended;
  }

  private get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}
