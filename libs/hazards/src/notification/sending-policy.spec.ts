import { readFileSync } from 'node:fs';
import { parseSendingPolicy } from './sending-policy.js';

const FILE = JSON.parse(readFileSync('libs/hazards/policies/sending.json', 'utf8')) as Record<string, object>;
const changed = (part: string, fields: object): unknown => ({ ...FILE, [part]: { ...FILE[part], ...fields } });

describe('the sending policy', () => {
  it('of this release is in order', () => {
    expect(parseSendingPolicy(FILE)).toEqual({ ok: true, policy: FILE });
  });

  it.each<[string, unknown, string[]]>([
    ['no object', 'sending', ['']],
    ['an unknown field', { ...FILE, morning: '08:00' }, ['/morning']],
    ['a part that is missing', { ...FILE, burst: undefined }, ['/burst', '/burst/within', '/burst/letters']],
    ['a time that is none', changed('quietHours', { from: '24:00' }), ['/quietHours/from']],
    ['quiet hours by day', changed('quietHours', { from: '06:59' }), ['/quietHours/from', '/digest/at']],
    ['a morning hour at night', changed('digest', { at: '06:59' }), ['/digest/at']],
    ['a morning hour in the evening', changed('digest', { at: '22:00' }), ['/digest/at']],
    ['a spread of nothing', changed('digest', { spread: 'PT0S' }), ['/digest/spread']],
    ['a long burst', changed('burst', { within: 'PT61M' }), ['/burst/within']],
    ['a burst of one', changed('burst', { letters: 1 }), ['/burst/letters']],
    ['a burst of halves', changed('burst', { letters: 2.5 }), ['/burst/letters']],
  ])('refuses %s', (_, input, paths) => {
    const result = parseSendingPolicy(input);
    expect(result.ok ? [] : result.errors.map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['digest', { at: '07:00', spread: 'PT1M' }],
    ['burst', { letters: 2, within: 'PT1H' }],
  ])('accepts a %s at its limits', (part, fields) => {
    expect(parseSendingPolicy(changed(part, fields)).ok).toBe(true);
  });
});
