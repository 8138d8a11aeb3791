/** 整改优先级 for general hazards: P0 at once, then 3, 7, 15 and 30 calendar days; a major hazard runs on its plan. */
export const PRIORITIES = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];
