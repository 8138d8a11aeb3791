import { faultsOfRound } from './inspection-round.js';

const known = new Set(['D1-2026-1', 'D1-2026-2']);

describe('a round of inspection', () => {
  it.each([
    ['2026-12-15', []],
    ['2026-12-16', []],
    ['2026-12-17', ['/inspectedOn']],
  ])('on %s, seen on 16 December', (inspectedOn, pointers) => {
    const faults = faultsOfRound({ inspectedOn, hazards: ['D1-2026-2'] }, known, '2026-12-16');
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('names hazards of its own school only', () => {
    const round = { inspectedOn: '2026-12-15', hazards: ['D1-2026-1', 'D1-2026-9', 'D1-2026-2', 'X'] };
    expect(faultsOfRound(round, known, '2026-12-16').map(({ pointer }) => pointer)).toEqual([
      '/hazards/1',
      '/hazards/3',
    ]);
  });
});
