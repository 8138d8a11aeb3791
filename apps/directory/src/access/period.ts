import { Problem } from '#platform/http/problem.js';

/** The period from `from` until before `to`; 400 when it is empty or runs backwards. */
export function periodOf({ from, to }: { from: string; to: string }): { from: Date; to: Date } {
  const period = { from: new Date(from), to: new Date(to) };
  if (period.from < period.to) return period;
  throw Problem.validation([{ pointer: '/to', message: 'must be later than from' }]);
}
