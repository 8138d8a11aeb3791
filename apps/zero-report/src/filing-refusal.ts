import { type EvidenceKind } from '#hazards/zero-report/evidence.js';
import { type FilingRefusal } from '#hazards/zero-report/decide-filing.js';
import { type FieldError, Problem } from '#platform/http/problem.js';

const REFUSALS: Record<FilingRefusal, string> = {
  excused: 'This organisation is excused from this report.',
  locked: 'This report is filed and locked. Say in `correction` why it is corrected; the signed edition stays.',
  'nothing-to-sign': 'There is nothing to sign.',
  'not-filed': 'Nothing has been filed here that could be looked at.',
  incomplete: 'The form lacks required answers or evidence; see errors.',
  contradicted: 'The report contradicts the ledger; see errors.',
};

/** A refusal of the trade as a problem document: what is missing or contradicts the ledger is named one by one. */
export function refusalOf(
  reason: FilingRefusal,
  more: {
    contradictions: readonly { check: string; reason: { zh: string; en: string } }[];
    missing: readonly string[];
    unproven: readonly EvidenceKind[];
  } = {
    contradictions: [],
    missing: [],
    unproven: [],
  },
): Problem {
  const errors: FieldError[] = [
    ...more.missing.map((field) => ({ pointer: `/answers/${field}`, message: 'must be answered before it is signed' })),
    ...more.unproven.map(({ id, zh, en }) => ({
      pointer: `/evidence/${id}`,
      message: `请附${zh}后再签字。 (attach the ${en} before it is signed)`,
      code: 'evidence-missing',
    })),
    ...more.contradictions.map(({ check, reason: why }) => ({
      pointer: '/answers',
      message: `${why.zh} (${why.en})`,
      code: check,
    })),
  ];
  if (errors.length > 0) return Problem.unprocessable(REFUSALS[reason], errors);
  return Problem.conflict(REFUSALS[reason]);
}
