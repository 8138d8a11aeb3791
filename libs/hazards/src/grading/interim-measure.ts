import { type Bilingual } from '../directory/bilingual.js';

/** 临时管控措施: what has to be done at once, before the hazard itself is removed (order 16, article 16, wording unverified). */
export const INTERIM_MEASURES = {
  evacuate: { zh: '撤人疏散', en: 'evacuate' },
  'suspend-use': { zh: '停用', en: 'suspend use' },
  'seal-off': { zh: '封闭', en: 'seal off' },
  cordon: { zh: '设置警戒', en: 'cordon and warn' },
  guard: { zh: '专人值守', en: 'post a guard' },
  'power-off': { zh: '断电', en: 'cut the power' },
  'gas-off': { zh: '关闭气源', en: 'shut off the gas' },
  'withdraw-food': { zh: '封存停供', en: 'withdraw the food or water' },
} as const satisfies Record<string, Bilingual>;

export type InterimMeasure = keyof typeof INTERIM_MEASURES;
export const INTERIM_MEASURE_IDS = Object.keys(INTERIM_MEASURES) as InterimMeasure[];
