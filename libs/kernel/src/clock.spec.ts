import { type Clock, FixedClock, SystemClock } from './clock.js';
import { days } from './durations.js';

describe('clocks', () => {
  it('stands still until it is moved', () => {
    const clock = new FixedClock('2026-12-31T23:59:59+08:00');
    const before = clock.now();
    expect(clock.now()).toEqual(before);
    expect(clock.advance(days(8)).toISOString()).toBe('2027-01-08T15:59:59.000Z');
    clock.set(before);
    expect(clock.now()).toEqual(before);
  });

  it('hands out copies, so that a caller cannot move it', () => {
    const clock = new FixedClock('2026-01-01T00:00:00Z');
    clock.now().setTime(0);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('refuses what is not an instant', () => {
    expect(() => new FixedClock('soon')).toThrow(RangeError);
  });

  it('reads the machine', () => {
    const clock: Clock = new SystemClock();
    const first = clock.now().getTime();
    expect(first).toBeGreaterThan(Date.UTC(2025, 0, 1));
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(first);
  });
});
