import { AsyncLocalStorage } from 'node:async_hooks';
import { RepeatedTask } from './repeated-task.js';

/** A turn that lasts until it is told to end, and tells when it begins. */
class Turns {
  begun = 0;
  atOnce = 0;
  mostAtOnce = 0;
  private end: (outcome?: Error) => void = () => undefined;
  private beginnings: (() => void)[] = [];

  readonly take = (): Promise<void> => {
    this.begun += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    for (const tell of this.beginnings.splice(0)) tell();
    return new Promise<void>((done, failed) => {
      this.end = (error) => {
        this.atOnce -= 1;
        if (error) failed(error);
        else done();
      };
    });
  };

  next(): Promise<void> {
    return new Promise((tell) => this.beginnings.push(tell));
  }

  finish(error?: Error): void {
    this.end(error);
  }
}

describe('a repeated task', () => {
  let turns: Turns;
  let failures: unknown[];
  const taskEvery = (milliseconds: number) =>
    new RepeatedTask(turns.take, milliseconds, (error) => failures.push(error));
  beforeEach(() => {
    turns = new Turns();
    failures = [];
  });

  it('takes one turn after the other, never two at once', async () => {
    const task = taskEvery(1);
    task.start();
    for (let turn = 1; turn <= 3; turn += 1) {
      await turns.next();
      expect(turns.begun).toBe(turn);
      turns.finish();
    }
    await turns.next();
    const stopped = task.stop();
    turns.finish();
    await stopped;
    expect(turns.mostAtOnce).toBe(1);
  });

  it('takes a turn at once when it is woken, and one more however often that happens meanwhile', async () => {
    const task = taskEvery(600_000);
    task.start();
    task.wake();
    expect(turns.begun).toBe(1);
    task.wake();
    task.wake();
    const second = turns.next();
    turns.finish();
    await second;
    expect(turns.begun).toBe(2);
    turns.finish();
    await task.settle();
    expect(turns.begun).toBe(2);
    await task.stop();
  });

  it('reports a turn that fails, and goes on', async () => {
    const task = taskEvery(1);
    task.start();
    await turns.next();
    const second = turns.next();
    turns.finish(new Error('no database'));
    await second;
    expect(failures).toEqual([new Error('no database')]);
    const stopped = task.stop();
    turns.finish();
    await stopped;
  });

  it('waits for the turn under way when it is settled or stopped, and begins no other', async () => {
    const task = taskEvery(1);
    task.start();
    await turns.next();
    let isOver = false;
    const settled = task.settle().then(() => (isOver = true));
    const stopped = task.stop();
    task.wake();
    await new Promise(setImmediate);
    expect([isOver, task.isStopping]).toEqual([false, true]);
    turns.finish(new Error('cut off'));
    await Promise.all([settled, stopped]);
    task.wake();
    expect(turns.begun).toBe(1);
    expect(failures).toHaveLength(1);
  });

  it('runs outside of what woke it', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const task = new RepeatedTask(
      () => Promise.resolve(seen.push(request.getStore())),
      600_000,
      () => undefined,
    );
    request.run('a request', () => task.wake());
    await task.stop();
    expect(seen).toEqual([undefined]);
  });
});
