import { decodeCursor, encodeCursor, nextLink, pageOf, type CursorKeys, type KeyKind } from './pages.js';
import { Problem } from './problem.js';

const KINDS: KeyKind[] = ['instant', 'string', 'number'];
const KEYS: CursorKeys = ['2026-10-01T00:00:00.000Z', '东教学楼', 7];

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no problem');
}

describe('cursors', () => {
  it('come back as they went, null included', () => {
    expect(decodeCursor('hazards', KINDS, encodeCursor('hazards', KEYS))).toEqual(KEYS);
    expect(decodeCursor('hazards', ['instant'], encodeCursor('hazards', [null]))).toEqual([null]);
    expect(encodeCursor('hazards', KEYS)).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['of another list', encodeCursor('alerts', KEYS)],
    ['with a key too few', encodeCursor('hazards', KEYS.slice(0, 2))],
    ['with a key too many', encodeCursor('hazards', [...KEYS, 1])],
    ['with a key of another type', encodeCursor('hazards', [KEYS[0] ?? null, 7, 7])],
    ['with something that is no instant', encodeCursor('hazards', ["1' or '1'='1", 'a', 7])],
    ['with a NUL', encodeCursor('hazards', [KEYS[0] ?? null, 'a\0', 7])],
    ['that is no JSON', Buffer.from('hazards').toString('base64url')],
    ['that is no list', Buffer.from('{"0":"hazards"}').toString('base64url')],
    ['that is no UTF-8', Buffer.from([0xff, 0xfe]).toString('base64url')],
    ['with other letters', 'a b'],
    ['that is empty', ''],
    ['that is too long', 'a'.repeat(501)],
  ])('%s are refused by name', (_name, cursor) => {
    const problem = problemOf(() => decodeCursor('hazards', KINDS, cursor));
    expect(problem.status).toBe(400);
    expect(problem.errors).toEqual([{ parameter: 'cursor', message: expect.stringContaining('`next`') }]);
  });
});

describe('pages', () => {
  const keysOf = (row: number): CursorKeys => [row];

  it.each([
    [[], 2, [], undefined],
    [[1], 2, [1], undefined],
    [[1, 2], 2, [1, 2], undefined],
    [[1, 2, 3], 2, [1, 2], 2],
  ])('of the rows %j at limit %d', (rows, limit, items, last) => {
    const page = pageOf('rows', rows, limit, keysOf);
    expect(page.items).toEqual(items);
    expect(page.next === null ? undefined : decodeCursor('rows', ['number'], page.next)[0]).toBe(last);
  });

  it('link to the next one and keep the filters', () => {
    expect(nextLink('/v1/hazards?status=graded&cursor=old', 'new')).toBe(
      '</v1/hazards?status=graded&cursor=new>; rel="next"',
    );
    expect(nextLink('/v1/hazards', 'new')).toBe('</v1/hazards?cursor=new>; rel="next"');
    expect(nextLink('/v1/hazards', null)).toBeUndefined();
  });
});
