/** Constraints of the database whose violation is an answer, not a fault. */
export type Violation = 'overlap' | 'duplicate';

const VIOLATIONS: Readonly<Record<string, Violation>> = { '23P01': 'overlap', '23505': 'duplicate' };

/** The constraint that an error tells of; undefined for every other error. */
export function violationOf(error: unknown): Violation | undefined {
  return VIOLATIONS[(error as { code?: string } | undefined)?.code ?? ''];
}
