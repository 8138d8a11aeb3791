import { isUuid, newId, newSecret } from './ids.js';

describe('newId', () => {
  it('carries its millisecond, version and variant', () => {
    const id = newId(0x0192_3456_789a);
    expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(id)).toBe(true);
  });

  it('keeps the order of making, within a millisecond and across them', () => {
    const ids = [1_000, 1_000.9, 1_001, 2 ** 47].flatMap((now) => Array.from({ length: 5_000 }, () => newId(now)));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('does not repeat when the clock goes back to a millisecond already used', () => {
    const first = newId(5_000);
    newId(6_000);
    expect(newId(5_000)).not.toBe(first);
  });

  it('reads the clock by itself', () => {
    expect(parseInt(newId().replaceAll('-', '').slice(0, 12), 16)).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });

  it.each([-1, Number.NaN, 2 ** 48])('refuses %s ms', (now) => {
    expect(() => newId(now)).toThrow(RangeError);
  });
});

describe('newSecret', () => {
  it('has the asked number of bytes and only URL characters', () => {
    expect(newSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(newSecret(16), 'base64url')).toHaveLength(16);
    expect(newSecret()).not.toBe(newSecret());
  });
});

describe('isUuid', () => {
  it.each([
    ['01923456-789a-7bcd-8ef0-123456789abc', true],
    ['01923456-789A-7BCD-8EF0-123456789ABC', true],
    ['01923456-789a-0bcd-8ef0-123456789abc', false],
    ['01923456-789a-7bcd-7ef0-123456789abc', false],
    ['01923456789a7bcd8ef0123456789abc', false],
    ['01923456-789a-7bcd-8ef0-123456789abc\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isUuid(text)).toBe(expected);
  });
});
