export const ASSESSORS = ['own-experts', 'assessment-body'] as const;
export type Assessor = (typeof ASSESSORS)[number];

/**
 * 治理效果评估 before a major hazard is reviewed: by the unit's own technical staff and experts, or by a qualified safety
 * assessment body (order 16 of 2007, article 18, wording unverified).
 */
export interface Assessment {
  by: Assessor;
  /** Names of the experts, or of the body. */
  assessors: string;
  conclusion: string;
  assessedAt: Date;
}
