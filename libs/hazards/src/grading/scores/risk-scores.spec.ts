import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { scoreLec } from './lec.js';
import { scoreLs } from './ls-matrix.js';
import { type RiskScore, type RiskScoreTables, type ScoreDecision } from './risk-score.js';
import { validateRiskScores } from './validate-risk-scores.js';

const raw: unknown = parse(readFileSync(new URL('../../../policies/risk-scores.yaml', import.meta.url), 'utf8'));
const checked = validateRiskScores(raw);
if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
const tables: RiskScoreTables = checked.tables;
const scored = (decision: ScoreDecision): RiskScore => {
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.errors));
  return decision.score;
};
const lec = (likelihood: number, exposure: number, consequence: number) =>
  scored(scoreLec({ likelihood, exposure, consequence }, tables.lec));

describe('scoreLec', () => {
  const all = tables.lec.likelihood.flatMap((l) =>
    tables.lec.exposure.flatMap((e) => tables.lec.consequence.map((c) => lec(l.value, e.value, c.value))),
  );
  const ways = (value: string) => all.filter((score) => score.value === value).length;

  it('has 252 combinations with 103 different values from 0.05 to 10000', () => {
    const values = new Set(all.map((score) => score.value));
    const numbers = [...values].map(Number);
    expect([all.length, values.size, Math.min(...numbers), Math.max(...numbers)]).toEqual([252, 103, 0.05, 10000]);
  });

  it.each([
    ['320', 0],
    ['160', 0],
    ['70', 2],
    ['20', 5],
  ])('reaches %s in %i ways', (value, expected) => {
    expect(ways(value)).toBe(expected);
  });

  it.each<[number, number, number, string, string, string]>([
    [10, 10, 100, '10000', 'I', 'red'],
    [6, 6, 15, '540', 'I', 'red'],
    [3, 6, 15, '270', 'II', 'orange'],
    [10, 2, 15, '300', 'II', 'orange'],
    [10, 1, 15, '150', 'III', 'yellow'],
    [10, 1, 7, '70', 'III', 'yellow'],
    [1, 10, 7, '70', 'III', 'yellow'],
    [10, 6, 1, '60', 'IV', 'blue'],
    [0.2, 1, 100, '20', 'IV', 'blue'],
    [10, 2, 1, '20', 'IV', 'blue'],
    [6, 3, 1, '18', 'V', 'blue'],
    [0.1, 3, 1, '0.3', 'V', 'blue'],
    [0.1, 0.5, 1, '0.05', 'V', 'blue'],
    [0.2, 0.5, 7, '0.7', 'V', 'blue'],
  ])('%d × %d × %d = %s: %s, %s', (l, e, c, value, band, colour) => {
    const score = lec(l, e, c);
    expect([score.value, score.band.id, score.band.colour]).toEqual([value, band, colour]);
  });

  it('raises a suspicion in red alone, and says who controls', () => {
    expect(tables.lec.bands.filter((band) => band.raises).map((band) => band.colour)).toEqual(['red']);
    expect(lec(10, 2, 15).band).toMatchObject({ control: '校级', priority: 'P1' });
  });

  it('refuses values outside the table, each by its path', () => {
    expect(scoreLec({ likelihood: 2, exposure: 4, consequence: 100 }, tables.lec)).toMatchObject({
      kind: 'refused',
      errors: [{ path: '/likelihood' }, { path: '/exposure' }],
    });
  });
});

describe('scoreLs', () => {
  const cells = [1, 2, 3, 4, 5].flatMap((likelihood) =>
    [1, 2, 3, 4, 5].map((severity) => scored(scoreLs({ likelihood, severity }, tables.ls))),
  );

  it.each([
    ['A', 'red', 3],
    ['B', 'orange', 3],
    ['C', 'yellow', 5],
    ['D', 'blue', 9],
    ['E', 'blue', 5],
  ])('has %s (%s) in %i of 25 cells', (id, colour, expected) => {
    expect(cells.filter(({ band }) => band.id === id && band.colour === colour)).toHaveLength(expected);
  });

  it('never makes 7, 11, 13, 14, 17 to 19 or 21 to 24', () => {
    const values = new Set(cells.map((score) => Number(score.value)));
    expect([7, 11, 13, 14, 17, 18, 19, 21, 22, 23, 24].filter((value) => values.has(value))).toEqual([]);
  });

  it('refuses what is outside the matrix', () => {
    expect(scoreLs({ likelihood: 0, severity: 6 }, tables.ls)).toMatchObject({
      errors: [{ path: '/likelihood' }, { path: '/severity' }],
    });
  });
});

describe('validateRiskScores', () => {
  const broken = (change: (copy: RiskScoreTables) => void): string[] => {
    const copy = structuredClone(tables);
    change(copy);
    const result = validateRiskScores(copy);
    return result.ok ? [] : result.errors.map((error) => error.path);
  };

  it.each<[string, (copy: RiskScoreTables) => void, string[]]>([
    [
      'a score that makes major',
      ({ lec }) => Object.assign(lec.bands[0] ?? {}, { raises: 'major' }),
      ['/lec/bands/0/raises'],
    ],
    ['two decimals', ({ lec }) => Object.assign(lec.likelihood[6] ?? {}, { value: 0.05 }), ['/lec/likelihood/6/value']],
    ['a step twice', ({ ls }) => Object.assign(ls.severity[1] ?? {}, { value: 5 }), ['/ls/severity/1/value']],
    ['bands out of order', ({ ls }) => ls.bands.reverse(), [1, 2, 3, 4].map((i) => `/ls/bands/${i}/from`)],
    ['no matrix', (copy) => Reflect.deleteProperty(copy, 'ls'), ['/ls']],
  ])('refuses %s', (_what, change, paths) => {
    expect(broken(change)).toEqual(paths);
  });
});
