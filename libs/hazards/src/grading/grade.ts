/** 隐患分级. Order 16 knows general (一般) and major (重大); suspected major (疑似重大) waits for the bureau's decision. */
export const GRADES = ['general', 'suspected-major', 'major'] as const;
export type Grade = (typeof GRADES)[number];

const RANK: Record<Grade, number> = { general: 0, 'suspected-major': 1, major: 2 };

/** The graver of two grades. */
export const graver = (a: Grade, b: Grade): Grade => (RANK[a] >= RANK[b] ? a : b);
