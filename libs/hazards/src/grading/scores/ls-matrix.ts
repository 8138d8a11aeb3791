import { type PackError } from '../rule-pack.js';
import { bandFor, type LsTable, type ScoreDecision, stepFor } from './risk-score.js';

export interface LsInput {
  likelihood: number;
  severity: number;
}

/** R = L × S, 5×5 风险矩阵. Cut-offs differ between provinces, so they are data; a bound belongs to the higher band. */
export function scoreLs(input: LsInput, table: LsTable): ScoreDecision {
  const errors: PackError[] = [];
  const l = stepFor(table.likelihood, input.likelihood, '/likelihood', errors);
  const s = stepFor(table.severity, input.severity, '/severity', errors);
  if (errors.length > 0) return { kind: 'refused', errors };

  const product = l.value * s.value;
  return {
    kind: 'scored',
    score: {
      method: 'ls',
      value: String(product),
      inputs: [
        { name: 'L', value: l.value, meaning: { zh: l.zh, en: l.en } },
        { name: 'S', value: s.value, meaning: { zh: s.zh, en: s.en } },
      ],
      band: bandFor(table.bands, product, 1),
    },
  };
}
