import { readFileSync } from 'node:fs';
import { OBLIGATION_KIND_IDS } from './obligation-kind.js';
import { policyFor, stepOf } from './policy-for.js';
import { validateEscalationPolicy, validateEscalationPolicyFile } from './validate-escalation-policy.js';

const file: unknown = JSON.parse(readFileSync(new URL('../../policies/escalation.json', import.meta.url), 'utf8'));

const step = (more: object = {}) => ({
  id: 'overdue',
  at: { anchor: 'due', offset: 'P1D', time: '00:05' },
  rank: 1,
  to: [{ party: 'owner' }],
  severity: 'alert',
  ...more,
});
const policy = (...steps: unknown[]) => ({
  id: 'p',
  version: '1',
  kind: 'rectify',
  legalBasis: { zh: '平台默认', en: 'own default', textVerified: false },
  steps,
});
const pathsOf = (input: unknown) => {
  const answer = validateEscalationPolicy(input);
  return answer.ok ? [] : answer.errors.map(({ path }) => path);
};

describe('the policies that ship', () => {
  it('are valid, one for each kind of obligation', () => {
    const answer = validateEscalationPolicyFile(file);
    if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
    expect(answer.policies.map(({ kind }) => kind).sort()).toEqual([...OBLIGATION_KIND_IDS].sort());
    const rectify = policyFor('rectify', answer.policies);
    expect(stepOf(rectify, 'overdue-15d').propose).toBe('talk');
    expect(() => stepOf(rectify, 'no-such')).toThrow(expect.objectContaining({ code: 'escalation/unknown-step' }));
    expect(() => policyFor('duty', [rectify])).toThrow(expect.objectContaining({ code: 'escalation/missing-policy' }));
  });

  it.each([
    [
      'rectify',
      'owner,safety-officer | owner | owner | owner,vice-principal | principal | zone-officer,safety-section | safety-section-chief | deputy-director',
    ],
    [
      'rectify-major',
      'owner,principal,monitor,safety-section,zone-officer,deputy-director,government-safety-office,city-bureau | owner,monitor | ' +
        'owner,principal,monitor | owner,principal,monitor | owner,monitor,vice-principal,principal,safety-section | ' +
        'deputy-director | director | government-safety-office,city-bureau | city-bureau,province-department',
    ],
  ] as const)('climb the ladder of %s', (kind, expected) => {
    const answer = validateEscalationPolicyFile(file);
    const steps = answer.ok ? policyFor(kind, answer.policies).steps : [];
    const names = steps.map(({ to }) => to.map((one) => ('party' in one ? one.party : one.role)).join(','));
    expect(names.join(' | ')).toBe(expected);
  });
});

describe('a submitted policy', () => {
  it('comes back as it was when nothing is wrong', () => {
    const input = policy(step());
    expect(validateEscalationPolicy(input)).toEqual({ ok: true, policy: input });
  });

  const due = (offset: string, time?: string) => ({ at: { anchor: 'due', offset, time } });
  it.each<[string, unknown, string[]]>([
    ['not an object', [], ['']],
    ['no steps', policy(), ['/steps']],
    ['an unknown kind', { ...policy(step()), kind: 'homework' }, ['/kind']],
    ['an unknown field', { ...policy(step()), 'a/b~c': 1 }, ['/a~1b~0c']],
    ['no legal basis', { ...policy(step()), legalBasis: undefined }, ['/legalBasis']],
    [
      'an unverified basis left unsaid',
      { ...policy(step()), legalBasis: { zh: '一', en: 'a' } },
      ['/legalBasis/textVerified'],
    ],
    ['a blank version', { ...policy(step()), version: ' ' }, ['/version']],
    ['duplicate step ids', policy(step(), step({ ...due('P2D') })), ['/steps/1/id']],
    ['an unreadable id', policy(step({ id: 'Über' })), ['/steps/0/id']],
    ['an unknown anchor', policy(step({ at: { anchor: 'noon', offset: 'P1D' } })), ['/steps/0/at/anchor']],
    ['a bad duration', policy(step(due('1 day'))), ['/steps/0/at/offset']],
    ['a number for a duration', policy(step({ at: { anchor: 'due', offset: 1 } })), ['/steps/0/at/offset']],
    ['a bad time', policy(step(due('P1D', '24:00'))), ['/steps/0/at/time']],
    ['something before the start', policy(step({ at: { anchor: 'start', offset: '-P1D' } })), ['/steps/0/at']],
    ['an unknown role', policy(step({ to: [{ role: 'janitor', of: 'school' }] })), ['/steps/0/to/0/role']],
    [
      'a role without a place in the chain',
      policy(step({ to: [{ role: 'auditor', of: 'school' }] })),
      ['/steps/0/to/0/role'],
    ],
    ['a role at another level', policy(step({ to: [{ role: 'principal', of: 'district' }] })), ['/steps/0/to/0/of']],
    ['an unknown party', policy(step({ to: [{ party: 'mayor' }] })), ['/steps/0/to/0/party']],
    ['nobody to tell', policy(step({ to: [] })), ['/steps/0/to']],
    ['the same recipient twice', policy(step({ to: [{ party: 'owner' }, { party: 'owner' }] })), ['/steps/0/to/1']],
    ['a negative rank', policy(step({ rank: -1 })), ['/steps/0/rank']],
    ['an unknown severity', policy(step({ severity: 'loud' })), ['/steps/0/severity']],
    ['a critical digest', policy(step({ severity: 'critical', digest: true })), ['/steps/0/digest']],
    ['an unknown proposal', policy(step({ propose: 'fine' })), ['/steps/0/propose']],
    [
      'an endless repeat',
      policy(step({ repeat: { every: 'PT0S', times: 49, untilAcknowledged: false } })),
      ['/steps/0/repeat/every', '/steps/0/repeat/times', '/steps/0/repeat/untilAcknowledged'],
    ],
    [
      'steps out of order',
      policy(step(due('P2D', '00:05')), step({ id: 'b', ...due('P1D', '00:05') })),
      ['/steps/1/at'],
    ],
    [
      'a climb that goes down',
      policy(step({ rank: 2 }), step({ id: 'b', rank: 1, ...due('P2D', '00:05') })),
      ['/steps/1/rank'],
    ],
    [
      'two faults in two steps, both named',
      policy(step({ severity: 'loud' }), step({ id: 'b', rank: 'x', ...due('P2D', '00:05') })),
      ['/steps/0/severity', '/steps/1/rank'],
    ],
  ])('is refused for %s', (_, input, paths) => {
    expect(pathsOf(input)).toEqual(paths);
  });

  it('keeps apart the order of different anchors', () => {
    const start = { id: 'created', at: { anchor: 'start', offset: 'PT0S' }, rank: 0 };
    expect(pathsOf(policy(step(), step(start)))).toEqual([]);
  });

  it('is refused in a file that names a kind or an id twice', () => {
    const answer = validateEscalationPolicyFile({ policies: [policy(step()), policy(step())] });
    expect(answer).toMatchObject({ ok: false, errors: [{ path: '/policies/1/id' }, { path: '/policies/1/kind' }] });
    expect(validateEscalationPolicyFile({})).toMatchObject({ ok: false, errors: [{ path: '/policies' }] });
  });
});
