import { type Priority } from '../../deadlines/priority.js';
import { type Bilingual } from '../../directory/bilingual.js';
import { type PackError } from '../rule-pack.js';

/** 风险等级颜色. A colour is no grade: it speaks of a risk, the grade of a defect. */
export const RISK_COLOURS = ['red', 'orange', 'yellow', 'blue'] as const;
export type RiskColour = (typeof RISK_COLOURS)[number];

export interface ScoreStep extends Bilingual {
  value: number;
}

/** A band holds from its lower bound, included, up to the next one. */
export interface ScoreBand extends Bilingual {
  from: number;
  id: string;
  colour: RiskColour;
  control: string;
  controlEn: string;
  priority: Priority;
  raises?: 'suspected-major';
}

export interface LecTable {
  title: Bilingual;
  likelihood: ScoreStep[];
  exposure: ScoreStep[];
  consequence: ScoreStep[];
  bands: ScoreBand[];
}

export interface LsTable {
  title: Bilingual;
  likelihood: ScoreStep[];
  severity: ScoreStep[];
  bands: ScoreBand[];
}

export interface RiskScoreTables {
  id: string;
  lec: LecTable;
  ls: LsTable;
}

/** `value` is the exact product as decimal text; `inputs` in the order of the formula. */
export interface RiskScore {
  method: 'lec' | 'ls';
  value: string;
  inputs: { name: string; value: number; meaning: Bilingual }[];
  band: ScoreBand;
}

export type ScoreDecision = { kind: 'scored'; score: RiskScore } | { kind: 'refused'; errors: PackError[] };

/** The step of a scale that an input names; the input is refused, with its path, when the scale has no such step. */
export function stepFor(scale: readonly ScoreStep[], value: number, path: string, errors: PackError[]): ScoreStep {
  const step = scale.find((one) => one.value === value);
  if (step) return step;
  errors.push({ path, message: `must be one of ${scale.map((one) => one.value).join(', ')}` });
  return scale[0] as ScoreStep;
}

/** The band of a product, both given in the same whole unit, `perOne` of which make one. */
export function bandFor(bands: readonly ScoreBand[], units: number, perOne: number): ScoreBand {
  const sorted = [...bands].sort((a, b) => b.from - a.from);
  return sorted.find((band) => units >= band.from * perOne) ?? (sorted.at(-1) as ScoreBand);
}
