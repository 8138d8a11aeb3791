import { percentOf } from './replay-view.js';

describe('how far a replay is', () => {
  it.each([
    ['waiting', 0, null, 0],
    ['running', 0, 400, 0],
    ['running', 199, 400, 49],
    ['running', 200, 400, 50],
    ['running', 400, 400, 99],
    ['done', 400, 400, 100],
    ['done', 0, 0, 100],
    ['failed', 100, 400, 25],
  ] as const)('%s with %d of %s is %d %%', (status, done, total, percent) => {
    expect(percentOf({ status, done, total })).toBe(percent);
  });
});
