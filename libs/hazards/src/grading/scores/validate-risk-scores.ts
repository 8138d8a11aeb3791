import { PRIORITIES } from '../../deadlines/priority.js';
import { FieldReader } from '../field-reader.js';
import { type PackError } from '../rule-pack.js';
import { RISK_COLOURS, type RiskScoreTables } from './risk-score.js';

const SCALES = { lec: ['likelihood', 'exposure', 'consequence'], ls: ['likelihood', 'severity'] } as const;
const BAND_FIELDS = ['from', 'id', 'zh', 'en', 'colour', 'control', 'controlEn', 'priority', 'raises'];

/**
 * Accepts score tables as parsed from their file, or names what is wrong. Steps may have one decimal in L and E, which is
 * what the exact arithmetic holds; a band may raise suspected major and never major.
 */
export function validateRiskScores(
  input: unknown,
): { ok: true; tables: RiskScoreTables } | { ok: false; errors: PackError[] } {
  const errors: PackError[] = [];
  const root = FieldReader.of(input, '', ['id', 'lec', 'ls'], errors);
  root?.text('id');
  for (const method of ['lec', 'ls'] as const) {
    if (root) checkTable(root, method, errors);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, tables: input as RiskScoreTables };
}

function checkTable(root: FieldReader, method: 'lec' | 'ls', errors: PackError[]): void {
  const scales = SCALES[method];
  const table = FieldReader.of(root.raw(method), root.at(method), ['title', 'bands', ...scales], errors);
  if (!table) return;
  const title = FieldReader.of(table.raw('title'), table.at('title'), ['zh', 'en'], errors);
  title?.text('zh');
  title?.text('en');
  for (const scale of scales) checkScale(table, scale, method === 'lec' && scale !== 'consequence' ? 10 : 1, errors);
  checkBands(table, errors);
}

function checkScale(table: FieldReader, name: string, perOne: number, errors: PackError[]): void {
  const seen = new Set<number>();
  table.list(name, 1).forEach((entry, i) => {
    const step = FieldReader.of(entry, `${table.at(name)}/${i}`, ['value', 'zh', 'en'], errors);
    if (!step) return;
    step.text('zh');
    step.text('en');
    const value = step.raw('value');
    const exact = typeof value === 'number' && value > 0 && Math.round(value * perOne) / perOne === value;
    if (!exact) step.refuse('value', perOne === 1 ? 'must be a whole number above 0' : 'must have at most one decimal');
    else if (seen.has(value)) step.refuse('value', `${value} is listed twice`);
    else seen.add(value);
  });
}

function checkBands(table: FieldReader, errors: PackError[]): void {
  let above = Infinity;
  table.list('bands', 1).forEach((entry, i) => {
    const band = FieldReader.of(entry, `${table.at('bands')}/${i}`, BAND_FIELDS, errors);
    if (!band) return;
    for (const name of ['id', 'zh', 'en', 'control', 'controlEn']) band.text(name);
    band.oneOf('colour', RISK_COLOURS);
    band.oneOf('priority', PRIORITIES);
    band.optionalOneOf('raises', ['suspected-major']);
    const from = band.wholeNumber('from', 0);
    if (from >= above) band.refuse('from', 'must be below the band before');
    above = from;
  });
}
