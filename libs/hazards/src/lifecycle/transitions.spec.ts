import { type Status, STATUSES } from './status.js';
import { MOVES, TERMINAL_STATUSES, TRANSITIONS } from './transitions.js';

const targetsOf = (status: Status): Status[] =>
  TRANSITIONS.filter((row) => row.from.includes(status) && row.to !== 'same').map((row) => row.to as Status);

describe('the table of moves', () => {
  it('leads from a report to every status', () => {
    const reached = new Set<Status>(['reported']);
    for (const status of reached) targetsOf(status).forEach((to) => reached.add(to));
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });

  it('has an exit from every status that is not terminal, and none from a terminal one', () => {
    const withoutExit = STATUSES.filter((status) => targetsOf(status).filter((to) => to !== status).length === 0);
    expect(withoutExit).toEqual(TERMINAL_STATUSES);
    expect(TRANSITIONS.filter((row) => row.from.some((status) => TERMINAL_STATUSES.includes(status)))).toEqual([]);
  });

  it('lets every status still come to an end', () => {
    const ends = (from: Status) => {
      const seen = new Set<Status>([from]);
      for (const status of seen) targetsOf(status).forEach((to) => seen.add(to));
      return seen.has('closed') || seen.has('rejected');
    };
    expect(STATUSES.filter((status) => !ends(status))).toEqual([]);
  });

  it('knows every move, and each one once per status and condition', () => {
    expect([...new Set(TRANSITIONS.map((row) => row.move))].sort()).toEqual([...MOVES].sort());
    const keys = TRANSITIONS.flatMap((row) => row.from.map((from) => `${row.move} ${from} ${row.when ?? 'always'}`));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('narrows the actors of a grave hazard, never widens them', () => {
    for (const row of TRANSITIONS) expect(row.by).toEqual(expect.arrayContaining([...(row.byWhenGrave ?? [])]));
  });
});
