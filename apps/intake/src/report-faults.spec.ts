import { faultsOfReport } from './report-faults.js';

const NOW = new Date('2026-09-21T09:00:00+08:00');
const PACK = { rules: { 'FI-21': {} } } as unknown as NonNullable<Parameters<typeof faultsOfReport>[1]>;
const AHEAD = { pointer: '/discoveredAt', message: 'must not lie in the future' };
const LONG_AGO = { pointer: '/discoveredAt', message: 'must not lie before 1949-10-01; look at the year' };
const stranger = (index: number): object => ({
  pointer: `/observations/${index}`,
  message: expect.stringContaining('is none'),
});

describe('what the clock and the rules know of a report', () => {
  it.each([
    ['2026-09-21T09:05:00+08:00', []],
    ['2026-09-21T09:05:00.001+08:00', [AHEAD]],
    ['2020-01-01T00:00:00Z', []],
    ['1949-10-01T00:00:00+08:00', []],
    ['1949-09-30T23:59:59.999+08:00', [LONG_AGO]],
    ['0202-09-21T09:00:00+08:00', [LONG_AGO]],
  ])('a discovery at %s', (discoveredAt, faults) => {
    expect(faultsOfReport({ discoveredAt: new Date(discoveredAt) }, PACK, NOW)).toEqual(faults);
  });

  it('names each observation that is no rule in force, and judges none without rules', () => {
    const observations = ['FI-21', 'FI-99', 'constructor'];
    expect(faultsOfReport({ observations }, PACK, NOW)).toEqual([stranger(1), stranger(2)]);
    expect(faultsOfReport({ observations }, undefined, NOW)).toEqual([]);
    expect(faultsOfReport({}, PACK, NOW)).toEqual([]);
  });
});
