/** 环节: the stages that share one hazard. Each move belongs to exactly one of them. */
export const STAGES = [
  'intake',
  'grading',
  'assignment',
  'rectification',
  'escalation',
  'zero-report',
  'notification',
  'directory',
] as const;
export type Stage = (typeof STAGES)[number];
