import { readFileSync } from 'node:fs';
import { COMMON_PASSWORDS } from './common-passwords.js';

describe('the list of common passwords', () => {
  const lines = readFileSync('apps/directory/src/sessions/common-passwords.txt', 'utf8').trimEnd().split('\n');
  const entries = lines.filter((line) => !line.startsWith('#'));

  it('has at least 3000 entries, sorted, each once, as they are compared', () => {
    expect(entries.length).toBeGreaterThanOrEqual(3_000);
    expect(entries).toEqual([...new Set(entries)].sort());
    expect(entries.filter((entry) => entry !== entry.normalize('NFKC').toLowerCase() || entry.length < 3)).toEqual([]);
    expect(COMMON_PASSWORDS.size).toBe(entries.length);
  });

  it('says where it comes from and under which licence', () => {
    const head = lines.filter((line) => line.startsWith('#')).join('\n');
    expect(head).toMatch(/Provenance: .{40,}/);
    expect(head).toMatch(/Licence: Apache-2\.0/);
  });

  it.each([
    '123456',
    'password',
    'qwerty',
    'a123456',
    'woaini1314',
    '5201314',
    'qwe123',
    '1qaz2wsx',
    'admin888',
    'jiaoyuju123',
  ])('knows %s', (entry) => expect(COMMON_PASSWORDS.has(entry)).toBe(true));
});
