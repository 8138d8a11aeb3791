import { alternate, median, quantile } from './statistics.js';

describe('the statistics of the bench', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('median of %j is %p', (values, expected) => expect(median(values)).toBe(expected));

  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('quantile %p of 1 to 100 is %p', (q, expected) => {
    expect(
      quantile(
        Array.from({ length: 100 }, (_, index) => 100 - index),
        q,
      ),
    ).toBe(expected);
  });

  it('runs contenders in turn', async () => {
    const order: string[] = [];
    const results = await alternate(2, {
      a: async () => order.push('a'),
      b: async () => order.push('b'),
    });
    expect(order).toEqual(['a', 'b', 'a', 'b']);
    expect(results).toEqual({ a: [1, 3], b: [2, 4] });
  });
});
