import { type Supervised, superviseDatabase } from './supervise-database.js';

/** A server that dies at once whenever it runs, with the outcome of each start written down beforehand. */
class DyingServer implements Supervised {
  isWanted = true;
  starts = 0;

  constructor(
    private deaths: number,
    private readonly startsWell: (start: number) => boolean,
  ) {}

  lost(): Promise<string> {
    this.deaths -= 1;
    return this.deaths >= 0 ? Promise.resolve('SIGKILL') : new Promise(() => undefined);
  }

  relaunch(): Promise<void> {
    this.starts += 1;
    return this.startsWell(this.starts) ? Promise.resolve() : Promise.reject(new Error(`start ${this.starts} failed`));
  }
}

describe('the supervision of the embedded server', () => {
  let said: string[];
  let paused: number[];
  let now: number;
  const report = {
    lost: (how: string) => said.push(`lost by ${how}`),
    back: (attempts: number) => said.push(`back after ${attempts}`),
    gone: (error: Error) => said.push(`gone: ${error.message}`),
  };
  const pause = (milliseconds: number) => {
    now += milliseconds;
    return Promise.resolve(paused.push(milliseconds));
  };
  const supervise = (server: Supervised, elapsed = () => now) => superviseDatabase(server, report, { pause, elapsed });
  beforeEach(() => {
    said = [];
    paused = [];
    now = 0;
  });

  it('tries again with longer pauses until the old processes have let go', async () => {
    const server = new DyingServer(1, (start) => start === 3);
    void supervise(server);
    await new Promise(setImmediate);
    expect(said).toEqual(['lost by SIGKILL', 'back after 3']);
    expect(paused).toEqual([250, 500, 1_000]);
  });

  it('gives up after six starts that failed, with the reason of the last', async () => {
    await supervise(new DyingServer(1, () => false));
    expect(said).toEqual(['lost by SIGKILL', 'gone: start 6 failed']);
    expect(paused).toHaveLength(6);
  });

  it('gives up on a server that dies for the sixth time within ten minutes', async () => {
    const server = new DyingServer(6, () => true);
    await supervise(server);
    expect(server.starts).toBe(5);
    expect(said.at(-1)).toBe('gone: the server died 6 times within ten minutes, last by SIGKILL');
  });

  it('goes on for ever with one that dies every two minutes', async () => {
    const server = new DyingServer(50, () => true);
    void supervise(server, () => (now += 60_000));
    await new Promise(setImmediate);
    expect(server.starts).toBe(50);
    expect(said.filter((line) => line.startsWith('gone'))).toEqual([]);
  });

  it('does not start one that was stopped meanwhile', async () => {
    const server = new DyingServer(1, () => true);
    const ended = supervise(server);
    server.isWanted = false;
    await ended;
    expect(server.starts).toBe(0);
    expect(said).toEqual(['lost by SIGKILL']);
  });
});
