import { readFileSync } from 'node:fs';
import { DEADLINE_RULE_IDS } from './deadline-policy.js';
import { parseDeadlinePolicy } from './parse-deadline-policy.js';

const shipped = () => JSON.parse(readFileSync(new URL('../../policies/deadlines.json', import.meta.url), 'utf8'));

/** The shipped file with the value at a path replaced; undefined removes it. */
function changed(path: string, value: unknown): unknown {
  const file = shipped();
  const names = path.split('/').slice(1);
  const last = names.pop()!;
  let target = file;
  for (const name of names) target = target[name];
  if (value === undefined) delete target[last];
  else target[last] = value;
  return file;
}

const pathsOf = (input: unknown): string[] => {
  const result = parseDeadlinePolicy(input);
  return result.ok ? [] : result.errors.map(({ path }) => path);
};

describe('parseDeadlinePolicy', () => {
  it('accepts the shipped policy, which has a rule and a reason for everything', () => {
    const result = parseDeadlinePolicy(shipped());
    expect(result).toEqual({ ok: true, policy: shipped() });
    expect(Object.keys(shipped().rules).sort()).toEqual([...DEADLINE_RULE_IDS].sort());
  });

  it.each<[string, unknown, string[]]>([
    ['/version', ' ', ['/version']],
    ['/legalBasis', [], ['/legalBasis']],
    ['/legalBasis/0/textVerified', undefined, ['/legalBasis/0/textVerified']],
    ['/maximumMajorTermDays', 366, ['/maximumMajorTermDays']],
    ['/maximumMajorTermDays', 89, ['/rules/major-term/days']],
    ['/maximumMajorTermDays', 90, []],
    ['/zone', 'UTC', ['/zone']],
    ['/rules', undefined, ['/rules']],
    ['/rules/P5', {}, ['/rules/P5']],
    ['/rules/P2', undefined, ['/rules/P2']],
    ['/rules/P2/count', 'weeks', ['/rules/P2/count']],
    ['/rules/P2/days', 0, ['/rules/P2/days']],
    ['/rules/P2/days', 7.5, ['/rules/P2/days']],
    ['/rules/P2/days', '7', ['/rules/P2/days']],
    ['/rules/P2/roll', 'no', ['/rules/P2/roll']],
    ['/rules/P2/roll', false, []],
    ['/rules/P2/hours', 2, ['/rules/P2/hours']],
    ['/rules/P2/basis/en', '', ['/rules/P2/basis/en']],
    ['/rules/P0/hours', 0, ['/rules/P0/hours']],
    ['/rules/major-plan/days', 366, ['/rules/major-plan/days']],
    ['/rules/suspected-major-confirmation/periods', [], ['/rules/suspected-major-confirmation/periods']],
    ['/rules/suspected-major-confirmation/periods/0/to', '14:01', ['/rules/suspected-major-confirmation/periods/1']],
    ['/rules/suspected-major-confirmation/periods/0/to', '14:00', []],
    ['/rules/suspected-major-confirmation/periods/0/to', '08:30', ['/rules/suspected-major-confirmation/periods/0']],
    [
      '/rules/suspected-major-confirmation/periods/0/from',
      '8:30',
      ['/rules/suspected-major-confirmation/periods/0/from'],
    ],
  ])('%s = %j', (path, value, errors) => {
    expect(pathsOf(changed(path, value))).toEqual(errors);
  });

  it.each(['P1', 'major-term'])('lets %s not roll over days off', (id) => {
    expect(pathsOf(changed(`/rules/${id}/roll`, true))).toEqual([`/rules/${id}/roll`]);
  });

  it.each(['P0', 'P1', 'P4'])('lets %s not wait for workdays', (id) => {
    const basis = { zh: '工作日', en: 'workdays' };
    expect(pathsOf(changed(`/rules/${id}`, { count: 'workdays', days: 2, basis }))).toContain(`/rules/${id}/count`);
  });

  it.each([null, [], 'policy', 7])('refuses %j', (input) => {
    expect(pathsOf(input)).toEqual(['']);
  });
});
