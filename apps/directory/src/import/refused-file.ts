import { type FieldError, Problem } from '#platform/http/problem.js';

/** An answer longer than this helps nobody, and its making would cost more than the import. */
const MOST_ERRORS = 10_000;

/** Nothing was imported; every line at fault is named, in the order of the file. */
export function refusedFile(errors: readonly FieldError[]): Problem {
  const inOrder = [...errors].sort((a, b) => lineOf(a) - lineOf(b));
  const lines = new Set(inOrder.map(lineOf)).size;
  const subject = lines === 1 ? 'One line is' : `${lines} lines are`;
  return Problem.unprocessable(
    `${subject} not right, so nothing was imported; see errors.`,
    inOrder.slice(0, MOST_ERRORS),
  );
}

const lineOf = ({ pointer = '' }: FieldError): number => Number(pointer.split('/')[2] ?? 0);
