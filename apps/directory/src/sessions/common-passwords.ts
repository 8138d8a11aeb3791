import { readFileSync } from 'node:fs';

/** The passwords that are guessed first, in lower case; the file beside this one says where they come from. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
);
