import { wallTimeOf } from '#kernel/civil-date.js';
import { decideSendAt, type SendableAlert } from './quiet-hours.js';

const ZONE = 'Asia/Shanghai';
const at = (text: string) => new Date(`${text}+08:00`);
const reminder: SendableAlert = { id: 'a1', severity: 'reminder', grade: 'general', priority: 'P2' };

describe('when an alert leaves', () => {
  it.each([
    ['2026-11-20T06:59:59', 'after-quiet-hours'],
    ['2026-11-20T07:00:00', 'spread'],
    ['2026-11-20T07:01:59', 'spread'],
    ['2026-11-20T07:02:00', 'at-once'],
    ['2026-11-20T12:29:59', 'at-once'],
    ['2026-11-20T12:30:00', 'spread'],
    ['2026-11-20T12:32:00', 'at-once'],
    ['2026-11-20T21:59:59', 'at-once'],
    ['2026-11-20T22:00:00', 'after-quiet-hours'],
    ['2026-11-21T00:05:00', 'after-quiet-hours'],
  ])('a reminder at %s: %s', (now, kind) => {
    expect(decideSendAt(reminder, ZONE, at(now)).kind).toBe(kind);
  });

  it.each<[string, Partial<SendableAlert>]>([
    ['critical', { severity: 'critical' }],
    ['about a major hazard', { grade: 'major' }],
    ['of priority P0', { priority: 'P0' }],
  ])('one that is %s does not wait for the morning', (_, changes) => {
    const now = at('2026-11-21T00:00:00');
    expect(decideSendAt({ ...reminder, ...changes }, ZONE, now)).toEqual({ kind: 'at-once', sendAt: now });
  });

  it.each<[Partial<SendableAlert>]>([[{ severity: 'alert' }], [{ grade: 'suspected-major' }], [{ priority: 'P1' }]])(
    'one with %j does',
    (changes) => {
      const decision = decideSendAt({ ...reminder, ...changes }, ZONE, at('2026-11-21T00:05:00'));
      expect(decision.kind).toBe('after-quiet-hours');
    },
  );

  it.each([
    ['2026-11-20T22:00:00', '2026-11-21'],
    ['2026-11-20T23:59:59', '2026-11-21'],
    ['2026-11-21T00:00:00', '2026-11-21'],
    ['2026-12-31T22:30:00', '2027-01-01'],
  ])('at %s the next morning is that of %s, away from full and half hours', (now, morning) => {
    for (let index = 0; index < 200; index++) {
      const { sendAt } = decideSendAt({ ...reminder, id: `alert-${index}` }, ZONE, at(now));
      expect(sendAt.getTime()).toBeGreaterThanOrEqual(at(`${morning}T07:02:00`).getTime());
      expect(sendAt.getTime()).toBeLessThan(at(`${morning}T07:27:00`).getTime());
    }
  });

  it.each([
    ['2026-11-20T09:00:30', '09:02', '09:08'],
    ['2026-11-20T21:31:00', '21:32', '21:38'],
  ])('at %s it moves to between %s and %s', (now, from, until) => {
    for (let index = 0; index < 200; index++) {
      const time = wallTimeOf(decideSendAt({ ...reminder, id: `alert-${index}` }, ZONE, at(now)).sendAt, ZONE);
      expect(time >= from && time < until).toBe(true);
    }
  });

  it('is the same for the same alert and spread over many', () => {
    const now = at('2026-11-21T00:05:00');
    const moments = Array.from({ length: 300 }, (_, index) =>
      decideSendAt({ ...reminder, id: `alert-${index}` }, ZONE, now).sendAt.getTime(),
    );
    expect(new Set(moments).size).toBeGreaterThan(200);
    expect(decideSendAt(reminder, ZONE, now)).toEqual(decideSendAt(reminder, ZONE, now));
  });

  it('keeps the quiet hours of the zone, not of the machine', () => {
    const now = at('2026-11-20T23:00:00');
    expect(decideSendAt(reminder, ZONE, now).kind).toBe('after-quiet-hours');
    expect(decideSendAt(reminder, 'Europe/Berlin', now).kind).not.toBe('after-quiet-hours');
  });
});
