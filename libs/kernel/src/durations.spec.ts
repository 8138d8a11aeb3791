import { days, hours, minutes, parseIsoDuration, seconds } from './durations.js';
import { parseIsoDuration as viaAlias } from '#kernel/durations.js';

describe('ISO 8601 durations', () => {
  it.each([
    ['P8D', days(8)],
    ['P1W', days(7)],
    ['PT1H30M', hours(1) + minutes(30)],
    ['P1DT5S', days(1) + seconds(5)],
    ['P', undefined],
    ['P1DT', undefined],
    ['P1M', undefined],
    ['-P1D', undefined],
    ['8 days', undefined],
  ])('%s', (text, expected) => {
    expect(parseIsoDuration(text)).toBe(expected);
    expect(viaAlias(text)).toBe(expected);
  });
});
