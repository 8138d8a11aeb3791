import { isMet, ratioOf } from './verdict.js';

const figure = (value: number, bare: number | undefined, bar?: object) => ({
  name: 'a figure',
  value,
  unit: 'x/s',
  ...(bare !== undefined && { bare: { name: 'bare', value: bare } }),
  ...(bar && { bar: bar as never }),
});

describe('the verdict on a figure', () => {
  it.each([
    [60, 100, { on: 'ratio', atLeast: 0.6 }, true],
    [59.9, 100, { on: 'ratio', atLeast: 0.6 }, false],
    [2, undefined, { on: 'value', atMost: 2 }, true],
    [2.001, undefined, { on: 'value', atMost: 2 }, false],
    [0.95, undefined, { on: 'value', atLeast: 0.9 }, true],
    [NaN, undefined, { on: 'value', atMost: 2 }, false],
  ])('%p beside %p under %j: %p', (value, bare, bar, met) => expect(isMet(figure(value, bare, bar))).toBe(met));

  it('judges nothing without a bar', () => expect(isMet(figure(1, 2))).toBeUndefined());
  it('divides by the bare limit', () => expect(ratioOf(figure(1, 4))).toBe(0.25));
  it('refuses a ratio without a bare limit', () => {
    expect(() => isMet(figure(1, undefined, { on: 'ratio', atLeast: 1 }))).toThrow(/no bare limit/);
  });
});
