import { readFileSync } from 'node:fs';
import { parseLookBackPolicy } from './look-back-policy.js';

const released = (): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync('libs/hazards/policies/look-backs.json', 'utf8')) as never;
const pathsOf = (input: unknown): string[] => {
  const result = parseLookBackPolicy(input);
  return result.ok ? [] : result.errors.map(({ path }) => path);
};

describe('the look-back policy', () => {
  it('of this release is sound', () => expect(pathsOf(released())).toEqual([]));

  it.each([9.9, 20.1, '15', undefined])('does not sample %s percent', (sharePercent) => {
    expect(pathsOf({ ...released(), general: { days: [30], sharePercent } })).toEqual(['/general/sharePercent']);
  });

  it.each([10, 20])('samples %d percent', (sharePercent) => {
    expect(pathsOf({ ...released(), general: { days: [30], sharePercent } })).toEqual([]);
  });

  it.each([[[]], [[0]], [[30, 30]], [[90, 30]], [[1.5]], [[366]], ['30']])(
    'does not look back after %j days',
    (days) => {
      expect(pathsOf({ ...released(), major: { days } })).toEqual(['/major/days']);
    },
  );

  it('names what nobody would read', () => {
    expect(pathsOf({ ...released(), major: { days: [30], share: 1 }, minor: {} })).toEqual(['/minor', '/major/share']);
    expect(pathsOf(null)).toEqual(['']);
  });
});
