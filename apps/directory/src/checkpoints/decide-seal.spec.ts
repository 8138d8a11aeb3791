import { minutes } from '#kernel/durations.js';
import { decideSeal } from './decide-seal.js';

const at = (time: string): Date => new Date(`2026-09-21T${time}+08:00`);

describe('a checkpoint', () => {
  it.each([
    ['at once when there is none', undefined, undefined, '10:00:00', 'seal'],
    ['not a moment before its hour is over', '09:00:00.001', undefined, '10:00:00', 'wait'],
    ['when its hour is over', '09:00:00', undefined, '10:00:00', 'seal'],
    ['not again soon after a look that found nothing', '06:00:00', '09:30:00', '10:00:00', 'wait'],
    ['an hour after such a look', '06:00:00', '09:00:00', '10:00:00', 'seal'],
    ['by another process counts', '09:59:00', '08:00:00', '10:00:00', 'wait'],
    ['never before the last one, when the clock was set back', '12:00:00', undefined, '10:00:00', 'wait'],
  ] as const)('is made %s', (_when, takenAt, lookedAt, now, decision) => {
    const state = { takenAt: takenAt && at(takenAt), lookedAt: lookedAt && at(lookedAt) };
    expect(decideSeal(state, minutes(60), at(now))).toBe(decision);
  });
});
