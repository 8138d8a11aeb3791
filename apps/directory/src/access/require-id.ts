import { isUuid } from '#kernel/ids.js';
import { Problem } from '#platform/http/problem.js';

/** A part of a path that must be an id: anything else names nothing, and must not reach a column of ids. */
export function requireId(text: string): string {
  if (isUuid(text)) return text;
  throw Problem.notFound('No resource has this id.');
}
