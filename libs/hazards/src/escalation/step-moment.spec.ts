import { days, hours, minutes } from '#kernel/durations.js';
import { compareMoments, momentProblems, signedDays, signedDuration } from './step-moment.js';
import { type StepMoment } from './escalation-policy.js';

describe('the moment of a step', () => {
  it.each([
    ['P1D', days(1), 1],
    ['-P3D', -days(3), -3],
    ['P1W', days(7), 7],
    ['P0D', 0, 0],
    ['PT0S', 0, undefined],
    ['PT2H', hours(2), undefined],
    ['-PT30M', -minutes(30), undefined],
    ['-', undefined, undefined],
    ['--P1D', undefined, undefined],
    ['+P1D', undefined, undefined],
    ['P1M', undefined, undefined],
    ['P', undefined, undefined],
  ])('%s', (text, length, wholeDays) => {
    expect(signedDuration(text)).toBe(length);
    const count = signedDays(text);
    expect(count === undefined ? undefined : count + 0).toBe(wholeDays);
  });

  it.each<[string, StepMoment, string[]]>([
    ['an offset', { anchor: 'due', offset: 'PT0S' }, []],
    ['an offset and a time', { anchor: 'due', offset: 'P1D', time: '00:05' }, []],
    ['workdays and a time', { anchor: 'due', workdays: -10, time: '08:07' }, []],
    ['neither', { anchor: 'due' }, ['offset']],
    ['both', { anchor: 'due', offset: 'P1D', workdays: 1, time: '08:07' }, ['offset']],
    ['hours with a time', { anchor: 'due', offset: 'PT2H', time: '08:07' }, ['offset']],
    ['months', { anchor: 'due', offset: 'P1M' }, ['offset']],
    ['workdays without a time', { anchor: 'due', workdays: -10 }, ['time']],
    ['half a workday', { anchor: 'due', workdays: 0.5, time: '08:07' }, ['workdays']],
    ['24:00', { anchor: 'due', offset: 'P0D', time: '24:00' }, ['time']],
    ['23:59', { anchor: 'due', offset: 'P0D', time: '23:59' }, []],
  ])('%s', (_, moment, fields) => {
    expect(momentProblems(moment).map(({ field }) => field)).toEqual(fields);
  });

  const due = (more: Omit<StepMoment, 'anchor'>): StepMoment => ({ anchor: 'due', ...more });
  it.each<[StepMoment, StepMoment, number]>([
    [due({ offset: '-P3D', time: '08:07' }), due({ offset: '-P1D', time: '08:07' }), -1],
    [due({ offset: 'P1D', time: '08:07' }), due({ offset: 'P1D', time: '08:06' }), 1],
    [due({ offset: 'P1D', time: '08:07' }), due({ offset: 'P1D', time: '08:07' }), 0],
    [due({ workdays: -5, time: '08:07' }), due({ workdays: -10, time: '08:07' }), 1],
    [due({ workdays: -2, time: '08:07' }), due({ offset: 'P1D', time: '08:07' }), -1],
    [due({ workdays: -2, time: '08:07' }), due({ offset: '-P3D', time: '08:07' }), 0],
    [due({ offset: 'PT1H' }), due({ offset: 'PT2H' }), -1],
    [due({ offset: 'PT1H' }), due({ offset: 'P1D', time: '00:05' }), 0],
    [due({ offset: 'PT1H' }), due({ offset: 'P2D', time: '00:05' }), -1],
  ])('%j against %j', (a, b, expected) => {
    expect(compareMoments(a, b)).toBe(expected);
    expect(compareMoments(b, a) + 0).toBe(expected === 0 ? 0 : -expected);
  });
});
