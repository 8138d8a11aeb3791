import { type EvidenceRefusal, LARGEST_EVIDENCE, MOST_EVIDENCE } from '#hazards/zero-report/evidence.js';
import { Problem } from '#platform/http/problem.js';

const LARGEST = `${LARGEST_EVIDENCE / 1024 / 1024}`;

const REASONS: Record<Exclude<EvidenceRefusal, 'kind'>, string> = {
  empty: '文件是空的，请重新选择。 (the file is empty)',
  size: `单个文件不能超过${LARGEST}MB，请压缩后再传。 (a file may have at most ${LARGEST} MiB)`,
  type: '只接受PDF、JPG和PNG文件，且内容必须与类型一致。 (must be a PDF, JPEG or PNG, and be what its Content-Type says)',
  count: `每份报送最多附${MOST_EVIDENCE}个文件。 (at most ${MOST_EVIDENCE} files are attached to one filing)`,
};

/** Why a file is not attached, in the words that the page shows too. */
export function evidenceRefusal(reason: EvidenceRefusal, known: readonly string[]): Problem {
  if (reason === 'kind') {
    const message =
      known.length > 0 ? `must be one of ${known.join(', ')}` : 'is not asked for: this duty takes no files';
    return Problem.validation([{ parameter: 'kind', message }]);
  }
  return Problem.unprocessable('The file cannot be attached; see errors.', [
    { pointer: '', message: REASONS[reason], code: `evidence-${reason}` },
  ]);
}
