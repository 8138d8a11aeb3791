import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { isUuid } from '#kernel/ids.js';
import { Problem } from './problem.js';
import { faultOfAnyText } from './text-rules.js';

export const DEFAULT_PAGE_SIZE = 50;
export const LARGEST_PAGE_SIZE = 200;

/** The query parameters of every list; extend it with the list's filters. */
export class PageQuery {
  /** Items per page, 1 to 200; 50 when absent. */
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `must be a whole number from 1 to ${LARGEST_PAGE_SIZE}` })
  @Min(1, { message: `must be a whole number from 1 to ${LARGEST_PAGE_SIZE}` })
  @Max(LARGEST_PAGE_SIZE, { message: `must be a whole number from 1 to ${LARGEST_PAGE_SIZE}` })
  readonly limit?: number;

  /** `next` of the page before; absent for the first page. */
  @IsOptional()
  @Matches(/^[\w-]{1,500}$/, { message: 'must be the `next` of an earlier page, unchanged' })
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/** Sort keys of the last item of a page. The next page begins after them, so that items do not move between pages. */
export type CursorKeys = readonly (string | number | boolean | null)[];
/** `id` is a UUID, `serial` the number of a row, written as text because it may pass 2^53. */
export type KeyKind = 'string' | 'number' | 'boolean' | 'instant' | 'id' | 'serial';

/** `list` names the list and its order, so that a cursor of one list is not taken for another. */
export function encodeCursor(list: string, keys: CursorKeys): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
}

/**
 * The keys of a cursor that `encodeCursor` made for the same list; 400 that names `cursor` otherwise. `kinds` are checked one by
 * one (null is allowed for each), since the keys go into a query as they are.
 */
export function decodeCursor(list: string, kinds: readonly KeyKind[], cursor: string): CursorKeys {
  const read = parse(cursor);
  if (!Array.isArray(read) || read[0] !== list || read.length !== kinds.length + 1) throw badCursor();
  const keys = read.slice(1) as CursorKeys;
  if (!keys.every((key, index) => key === null || isOfKind(key, kinds[index]))) throw badCursor();
  return keys;
}

/** A page out of at most `limit + 1` rows: the one too many only tells that there is a next page. */
export function pageOf<T>(list: string, rows: readonly T[], limit: number, keysOf: (row: T) => CursorKeys): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(list, keysOf(last)) : null };
}

/** The Link header field (RFC 8288) of a page; undefined on the last one. `url` is path and query of the request. */
export function nextLink(url: string, next: string | null): string | undefined {
  if (next === null) return undefined;
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', next);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

function parse(cursor: string): unknown {
  if (!/^[\w-]{1,500}$/.test(cursor)) throw badCursor();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(cursor, 'base64url'));
    return JSON.parse(text) as unknown;
  } catch {
    throw badCursor();
  }
}

function isOfKind(key: unknown, kind: KeyKind | undefined): boolean {
  if (kind === 'instant')
    return typeof key === 'string' && !Number.isNaN(Date.parse(key)) && /^\d{4}-\d\d-\d\dT/.test(key);
  if (kind === 'id') return typeof key === 'string' && isUuid(key);
  if (kind === 'serial') return typeof key === 'string' && /^[1-9]\d{0,17}$/.test(key);
  if (kind === 'string') return typeof key === 'string' && faultOfAnyText(key) === undefined;
  return typeof key === kind;
}

function badCursor(): Problem {
  return Problem.validation([
    { parameter: 'cursor', message: 'must be the `next` of an earlier page of this list, unchanged' },
  ]);
}
