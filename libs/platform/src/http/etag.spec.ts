import { etagOf, requireIfMatch } from './etag.js';
import { Problem } from './problem.js';

function statusOf(ifMatch: string | undefined, version = 3): number {
  try {
    requireIfMatch(version, ifMatch);
    return 200;
  } catch (error) {
    if (error instanceof Problem) return error.status;
    throw error;
  }
}

describe('conditional changes', () => {
  it.each<[string | undefined, number]>([
    [undefined, 428],
    ['"v3"', 200],
    [' "v2" , "v3" ', 200],
    ['*', 200],
    ['"v2"', 412],
    ['"v33"', 412],
    ['"v03"', 412],
    ['W/"v3"', 412],
    ['"v2", W/"v3"', 412],
    ['v3', 412],
    ['3', 412],
    ['', 412],
    ['"v3', 412],
    ['"x"v3"', 412],
    ['"v9999999999999999999"', 412],
  ])('If-Match: %s against version 3 gives %d', (ifMatch, status) => {
    expect(statusOf(ifMatch)).toBe(status);
  });

  it('takes the tag that it gives', () => {
    expect(etagOf(0)).toBe('"v0"');
    expect(statusOf(etagOf(12), 12)).toBe(200);
  });
});
