import { type ChildProcess, fork } from 'node:child_process';
import { afterSuite } from '../scratch.js';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const LONGEST_END_MS = 20_000;
let profileDirectory: string | undefined;

/** Every child started from now on writes a CPU profile there when it ends. */
export function useProfileDirectory(directory: string): void {
  profileDirectory = directory;
}

/** A process of our own that does what it is called for, so that what is measured shares no event loop with the measuring. */
export class Child {
  private readonly waiting = new Map<number, { done: (value: never) => void; failed: (error: Error) => void }>();
  private calls = 0;
  private said = '';

  private constructor(
    private readonly process: ChildProcess,
    private readonly script: string,
  ) {
    process.stderr?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-4_000)));
    process.on('message', (answer: Answer) => this.take(answer));
    process.once('exit', (code, signal) => this.failAll(`ended with ${signal ?? code}: ${this.said.trim()}`));
  }

  /** `script` is a file beside this one, without its ending. What the child prints to standard output is thrown away. */
  static start(script: string, environment: Record<string, string> = {}): Child {
    const flags = profileDirectory ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : [];
    const process_ = fork(new URL(`./${script}.js`, import.meta.url), [], {
      // Settings of the one who runs the bench must not change what is measured.
      env: { ...baseEnvironment(), ...environment },
      execArgv: flags,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C goes to the whole group; the parent alone decides in which order things end.
      detached: true,
    });
    const child = new Child(process_, script);
    afterSuite(() => child.end());
    return child;
  }

  get pid(): number {
    return this.process.pid as number;
  }

  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = (this.calls += 1);
    return new Promise<T>((done, failed) => {
      if (!this.process.connected) return failed(new Error(`${this.script} is not running: ${this.said.trim()}`));
      this.waiting.set(id, { done: done, failed });
      this.process.send({ id, method, args });
    });
  }

  /** Ends it by closing its channel; kills it when that takes too long. */
  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise<void>((done) => this.process.once('exit', () => done()));
    if (this.process.connected) this.process.disconnect();
    const late = setTimeout(() => this.process.kill('SIGKILL'), LONGEST_END_MS);
    await gone;
    clearTimeout(late);
  }

  private take({ id, result, error }: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error !== undefined) waiting?.failed(new Error(`${this.script}: ${error}`));
    else waiting?.done(result as never);
  }

  private failAll(reason: string): void {
    for (const { failed } of this.waiting.values()) failed(new Error(`${this.script} ${reason}`));
    this.waiting.clear();
  }
}

function baseEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const;
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
