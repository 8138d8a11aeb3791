import { wallTimeOf } from '#kernel/civil-date.js';
import { decideSendAt, type SendableAlert } from './quiet-hours.js';
import { type SendingPolicy } from './sending-policy.js';

const ZONE = 'Asia/Shanghai';
const at = (text: string) => new Date(`${text}+08:00`);
const POLICY: SendingPolicy = {
  version: 'test',
  legalBasis: [],
  quietHours: { from: '22:00', until: '07:00' },
  digest: { at: '08:10', spread: 'PT15M' },
  burst: { letters: 5, within: 'PT10M' },
};
const reminder: SendableAlert = {
  recipientId: 'liu',
  severity: 'reminder',
  grade: 'general',
  priority: 'P2',
  isShareable: true,
  waitsForDigest: false,
  recent: 1,
};

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
    expect(decideSendAt(reminder, POLICY, ZONE, at(now)).kind).toBe(kind);
  });

  it.each<[string, Partial<SendableAlert>]>([
    ['critical', { severity: 'critical' }],
    ['about a major hazard', { grade: 'major' }],
    ['about a suspected major hazard', { grade: 'suspected-major' }],
    ['of priority P0', { priority: 'P0' }],
  ])('one that is %s does not wait for the morning', (_, changes) => {
    const now = at('2026-11-21T00:00:00');
    expect(decideSendAt({ ...reminder, ...changes }, POLICY, ZONE, now)).toEqual({ kind: 'at-once', sendAt: now });
  });

  it.each<[Partial<SendableAlert>]>([[{ severity: 'alert' }], [{ isShareable: false }], [{ priority: 'P1' }]])(
    'one with %j does',
    (changes) => {
      const decision = decideSendAt({ ...reminder, ...changes }, POLICY, ZONE, at('2026-11-21T00:05:00'));
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
      const { sendAt } = decideSendAt({ ...reminder, recipientId: `person-${index}` }, POLICY, ZONE, at(now));
      expect(sendAt.getTime()).toBeGreaterThanOrEqual(at(`${morning}T08:10:00`).getTime());
      expect(sendAt.getTime()).toBeLessThan(at(`${morning}T08:25:00`).getTime());
    }
  });

  it.each([
    ['2026-11-20T09:00:30', '09:02', '09:08'],
    ['2026-11-20T21:31:00', '21:32', '21:38'],
  ])('at %s it moves to between %s and %s', (now, from, until) => {
    for (let index = 0; index < 200; index++) {
      const time = wallTimeOf(
        decideSendAt({ ...reminder, recipientId: `person-${index}` }, POLICY, ZONE, at(now)).sendAt,
        ZONE,
      );
      expect(time >= from && time < until).toBe(true);
    }
  });

  it('is the same for the same recipient and spread over many', () => {
    const now = at('2026-11-21T00:05:00');
    const moments = Array.from({ length: 300 }, (_, index) =>
      decideSendAt({ ...reminder, recipientId: `person-${index}` }, POLICY, ZONE, now).sendAt.getTime(),
    );
    expect(new Set(moments).size).toBeGreaterThan(200);
    expect(decideSendAt(reminder, POLICY, ZONE, now)).toEqual(decideSendAt(reminder, POLICY, ZONE, now));
  });

  it('keeps the quiet hours of the zone, not of the machine', () => {
    const now = at('2026-11-20T23:00:00');
    expect(decideSendAt(reminder, POLICY, ZONE, now).kind).toBe('after-quiet-hours');
    expect(decideSendAt(reminder, POLICY, 'Europe/Berlin', now).kind).not.toBe('after-quiet-hours');
  });

  describe('reminders of the early morning', () => {
    const night = decideSendAt(reminder, POLICY, ZONE, at('2026-11-20T00:05:00')).sendAt;
    const early: SendableAlert = { ...reminder, waitsForDigest: true };
    const before = (instant: Date, length: number): Date => new Date(instant.getTime() - length);

    it('that may wait join what the night put off, to the last moment', () => {
      for (const now of [at('2026-11-20T07:00:00'), at('2026-11-20T08:07:00'), before(night, 1)])
        expect(decideSendAt(early, POLICY, ZONE, now)).toEqual({ kind: 'morning', sendAt: night });
      expect(decideSendAt(early, POLICY, ZONE, night).kind).not.toBe('morning');
    });

    it.each<[string, Partial<SendableAlert>]>([
      ['may not wait', { waitsForDigest: false }],
      ['stand alone', { isShareable: false }],
      ['are about a major hazard', { grade: 'major' }],
    ])('leave at once when they %s', (_, changes) => {
      const now = at('2026-11-20T08:07:00');
      expect(decideSendAt({ ...early, ...changes }, POLICY, ZONE, now)).toEqual({ kind: 'at-once', sendAt: now });
    });
  });

  describe('a burst', () => {
    const NOON = at('2026-11-20T12:10:00');

    it.each([
      [4, 'at-once'],
      [5, 'burst'],
    ])('of %i within ten minutes: %s', (recent, kind) => {
      expect(decideSendAt({ ...reminder, recent }, POLICY, ZONE, NOON).kind).toBe(kind);
    });

    it('waits for its end, ten minutes at most, and all of it for the same one', () => {
      const ends = Array.from({ length: 120 }, (_, step) => {
        const now = new Date(NOON.getTime() + step * 5_000);
        const { sendAt } = decideSendAt({ ...reminder, recent: 9 }, POLICY, ZONE, now);
        expect(sendAt.getTime()).toBeGreaterThan(now.getTime());
        expect(sendAt.getTime() - now.getTime()).toBeLessThanOrEqual(600_000);
        return sendAt.getTime();
      });
      expect(new Set(ends).size).toBeLessThanOrEqual(2);
    });

    it('that would end in the quiet hours waits for the morning', () => {
      const { kind, sendAt } = decideSendAt({ ...reminder, recent: 9 }, POLICY, ZONE, at('2026-11-20T21:59:59'));
      expect(kind).toBe('burst');
      expect(sendAt).toEqual(decideSendAt(reminder, POLICY, ZONE, at('2026-11-20T22:00:00')).sendAt);
    });

    it.each<[string, Partial<SendableAlert>]>([
      ['urgent', { severity: 'critical' }],
      ['no line of a digest', { isShareable: false }],
    ])('holds back nothing that is %s', (_, changes) => {
      expect(decideSendAt({ ...reminder, recent: 9, ...changes }, POLICY, ZONE, NOON)).toEqual({
        kind: 'at-once',
        sendAt: NOON,
      });
    });
  });
});
