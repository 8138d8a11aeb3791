/** 隐患状态. The moves between them are in transitions.ts. */
export const STATUSES = [
  'reported',
  'graded',
  'assigned',
  'in-progress',
  'rectified',
  'returned',
  'verified',
  'closed',
  'reopened',
  'transferred',
  'rejected',
] as const;
export type Status = (typeof STATUSES)[number];
