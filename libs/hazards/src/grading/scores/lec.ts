import { type PackError } from '../rule-pack.js';
import { bandFor, type LecTable, type ScoreDecision, stepFor } from './risk-score.js';

export interface LecInput {
  likelihood: number;
  exposure: number;
  consequence: number;
}

/** L and E have at most one decimal and C none, so hundredths hold every product exactly. */
const HUNDREDTHS = 100;

/**
 * D = L × E × C, 作业条件危险性评价法. Counted in whole hundredths, since 0.1 × 3 is no 0.3 in binary. D on a bound belongs to
 * the higher band: 70 is yellow, 20 is blue with attention (own convention; 160 and 320 cannot occur).
 */
export function scoreLec(input: LecInput, table: LecTable): ScoreDecision {
  const errors: PackError[] = [];
  const l = stepFor(table.likelihood, input.likelihood, '/likelihood', errors);
  const e = stepFor(table.exposure, input.exposure, '/exposure', errors);
  const c = stepFor(table.consequence, input.consequence, '/consequence', errors);
  if (errors.length > 0) return { kind: 'refused', errors };

  const hundredths = tenths(l.value) * tenths(e.value) * c.value;
  return {
    kind: 'scored',
    score: {
      method: 'lec',
      value: decimal(hundredths),
      inputs: [
        { name: 'L', value: l.value, meaning: { zh: l.zh, en: l.en } },
        { name: 'E', value: e.value, meaning: { zh: e.zh, en: e.en } },
        { name: 'C', value: c.value, meaning: { zh: c.zh, en: c.en } },
      ],
      band: bandFor(table.bands, hundredths, HUNDREDTHS),
    },
  };
}

const tenths = (value: number): number => Math.round(value * 10);

function decimal(hundredths: number): string {
  const whole = Math.floor(hundredths / HUNDREDTHS);
  const rest = String(hundredths % HUNDREDTHS)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : String(whole);
}
