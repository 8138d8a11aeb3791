import { existsSync, readFileSync } from 'node:fs';
import { GRADES } from '#hazards/grading/grade.js';
import { OBLIGATION_KINDS } from '#hazards/escalation/obligation-kind.js';
import { ROLES } from '#hazards/directory/role.js';
import { STATUSES } from '#hazards/lifecycle/status.js';

const glossary = readFileSync(new URL('./README.md', import.meta.url), 'utf8');

describe('the glossary', () => {
  it.each([...Object.entries(ROLES).map(([id, { label }]) => [id, label]), ...Object.entries(OBLIGATION_KINDS)])(
    'has %s as %s',
    (id, label) => {
      expect(glossary).toContain(`| \`${id}\` | ${label} |`);
    },
  );

  it.each([...STATUSES, ...GRADES])('has %s', (word) => {
    expect(glossary).toContain(`| \`${word}\` |`);
  });

  it('leads to files that exist', () => {
    const paths = [...glossary.matchAll(/`([a-z-]+\/[a-z./-]+\.(?:ts|json))`/g)].map(([, path]) => path ?? '');
    const missing = paths.filter((path) => {
      const root = path.startsWith('policies/') ? './' : './src/';
      return !existsSync(new URL(`${root}${path}`, import.meta.url));
    });
    expect(paths.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });
});
