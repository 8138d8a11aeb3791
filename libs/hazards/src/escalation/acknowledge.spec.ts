import { hours, minutes } from '#kernel/durations.js';
import { type AlertState, decideAcknowledgement, decideRepeat } from './acknowledge.js';

const toldAt = new Date('2026-11-23T10:00:00+08:00');
const after = (length: number) => new Date(toldAt.getTime() + length);
const alert = (more: Partial<AlertState> = {}): AlertState => ({
  alertId: 'a1',
  recipientId: 'li',
  stepId: 'overdue',
  toldAt,
  timesRepeated: 0,
  acknowledgedAt: null,
  ...more,
});
const halfHourly = { every: 'PT30M', times: 3, untilAcknowledged: true } as const;

describe('an acknowledgement', () => {
  it('is written down once, by the one who was told', () => {
    expect(decideAcknowledgement(alert(), 'li', after(minutes(3)))).toEqual({
      kind: 'acknowledged',
      alert: alert({ acknowledgedAt: after(minutes(3)) }),
    });
    expect(decideAcknowledgement(alert({ acknowledgedAt: toldAt }), 'li', after(hours(1)))).toEqual({
      kind: 'already-acknowledged',
      since: toldAt,
    });
    expect(decideAcknowledgement(alert(), 'wang', toldAt)).toEqual({ kind: 'refused', reason: 'not-the-recipient' });
  });
});

describe('telling again', () => {
  it.each([
    ['a minute early', {}, minutes(29), { kind: 'wait', until: after(minutes(30)) }],
    [
      'on the minute',
      {},
      minutes(30),
      { kind: 'repeat', occurrence: 1, fellDueAt: after(minutes(30)), next: after(hours(1)) },
    ],
    [
      'late: the missed one first, dated by when it fell due',
      {},
      hours(9),
      { kind: 'repeat', occurrence: 1, fellDueAt: after(minutes(30)), next: after(hours(1)) },
    ],
    [
      'for the last time',
      { timesRepeated: 2 },
      minutes(90),
      { kind: 'repeat', occurrence: 3, fellDueAt: after(minutes(90)), next: null },
    ],
    ['no more', { timesRepeated: 3 }, hours(9), { kind: 'stop', reason: 'repeats-exhausted' }],
    ['not after 已阅', { acknowledgedAt: after(1) }, minutes(30), { kind: 'stop', reason: 'acknowledged' }],
  ])('%s', (_, more, length, expected) => {
    expect(decideRepeat(alert(more), halfHourly, after(length))).toEqual(expected);
  });

  it('does nothing for a step without repeats', () => {
    expect(decideRepeat(alert(), undefined, after(hours(9)))).toEqual({ kind: 'stop', reason: 'not-repeated' });
  });
});
