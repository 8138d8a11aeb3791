import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type RiskScoreTables } from './risk-score.js';
import { type RiskRating, scoreRating } from './score-rating.js';

const tables = parse(
  readFileSync(new URL('../../../policies/risk-scores.yaml', import.meta.url), 'utf8'),
) as RiskScoreTables;

describe('scoreRating', () => {
  it.each<[string, RiskRating, [string, string][]]>([
    ['nothing rated', {}, []],
    ['LEC alone', { lec: { l: 0.1, e: 3, c: 1 } }, [['lec', '0.3']]],
    ['LS alone', { ls: { l: 5, s: 5 } }, [['ls', '25']]],
    [
      'both',
      { lec: { l: 10, e: 10, c: 100 }, ls: { l: 1, s: 1 } },
      [
        ['lec', '10000'],
        ['ls', '1'],
      ],
    ],
  ])('%s', (_, rating, expected) => {
    const rated = scoreRating(rating, tables);
    expect(rated.ok && rated.scores.map(({ method, value }) => [method, value])).toEqual(expected);
  });

  it.each<[RiskRating, string[]]>([
    [{ lec: { l: 4, e: 3, c: 1 } }, ['/lec/l']],
    [{ lec: { l: 3, e: 4, c: 2 } }, ['/lec/e', '/lec/c']],
    [{ ls: { l: 6, s: 0 } }, ['/ls/l', '/ls/s']],
  ])('refuses %j by its pointers', (rating, pointers) => {
    const rated = scoreRating(rating, tables);
    expect(!rated.ok && rated.errors.map(({ path }) => path)).toEqual(pointers);
  });
});
