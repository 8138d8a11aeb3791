import { Gather } from './gather.js';

const opened = (): { promise: Promise<void>; open: () => void } => {
  let open: () => void = () => undefined;
  return { promise: new Promise<void>((done) => (open = done)), open: () => open() };
};

describe('gathering calls', () => {
  it('hands a call that comes alone on at once, and what comes meanwhile together', async () => {
    const batches: number[][] = [];
    const first = opened();
    const gather = new Gather<number, number>(
      async (asks) => {
        batches.push([...asks]);
        if (batches.length === 1) await first.promise;
        return asks.map((ask) => ask * 10);
      },
      { underWay: 1, together: 3 },
    );
    const alone = gather.run(1);
    await new Promise(setImmediate);
    const others = [2, 3, 4, 5].map((ask) => gather.run(ask));
    await new Promise(setImmediate);
    expect(batches).toEqual([[1]]);
    first.open();
    expect(await Promise.all([alone, ...others])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails only the call that cannot be done', async () => {
    const gather = new Gather<string, string>(
      async (asks) => {
        if (asks.includes('bad')) throw new Error(`refused with ${asks.length}`);
        return Promise.resolve(asks.map((ask) => ask.toUpperCase()));
      },
      { underWay: 1, together: 10 },
    );
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((ask) => gather.run(ask)));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
      'A',
      'refused with 1',
      'B',
    ]);
  });

  it('has no more under way than it may', async () => {
    let running = 0;
    let most = 0;
    const gather = new Gather<number, number>(
      async (asks) => {
        most = Math.max(most, (running += 1));
        await new Promise(setImmediate);
        running -= 1;
        return asks;
      },
      { underWay: 2, together: 2 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, at) => gather.run(at)));
    expect(most).toBe(2);
  });
});
