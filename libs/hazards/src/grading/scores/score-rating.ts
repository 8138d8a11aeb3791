import { type PackError } from '../rule-pack.js';
import { scoreLec } from './lec.js';
import { scoreLs } from './ls-matrix.js';
import { type RiskScore, type RiskScoreTables, type ScoreDecision } from './risk-score.js';

/** What a reporter rated, under the letters of the two methods: D = L × E × C and R = L × S. */
export interface RiskRating {
  lec?: { l: number; e: number; c: number };
  ls?: { l: number; s: number };
}

const LETTERS: Record<string, string> = { likelihood: 'l', exposure: 'e', consequence: 'c', severity: 's' };

/** The scores of a rating; values that a scale does not have are named by their pointer into the rating. */
export function scoreRating(
  rating: RiskRating,
  tables: RiskScoreTables,
): { ok: true; scores: RiskScore[] } | { ok: false; errors: PackError[] } {
  const { lec, ls } = rating;
  const decisions: [string, ScoreDecision][] = [];
  if (lec) {
    decisions.push(['lec', scoreLec({ likelihood: lec.l, exposure: lec.e, consequence: lec.c }, tables.lec)]);
  }
  if (ls) decisions.push(['ls', scoreLs({ likelihood: ls.l, severity: ls.s }, tables.ls)]);
  const errors = decisions.flatMap(([method, decision]) =>
    decision.kind === 'refused' ? decision.errors.map((error) => pointed(error, method)) : [],
  );
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    scores: decisions.flatMap(([, decision]) => (decision.kind === 'scored' ? [decision.score] : [])),
  };
}

function pointed({ path, message }: PackError, method: string): PackError {
  const input = path.slice(1);
  return { path: `/${method}/${LETTERS[input] ?? input}`, message };
}
