import { days, hours, minutes } from '#kernel/durations.js';
import { decideEscalation } from './decide-escalation.js';
import { decideObligationChange, type ObligationChange } from './decide-obligation-change.js';
import { isOverdue, nextStepAt, type ObligationState } from './obligation.js';

const due = new Date('2026-11-21T00:00:00+08:00');
const at = (length: number) => new Date(due.getTime() + length);
const schedule = [
  { stepId: 'before-3d', at: at(-days(3)), provisional: false },
  { stepId: 'before-1d', at: at(-days(1)), provisional: false },
  { stepId: 'overdue', at: at(minutes(5)), provisional: false },
  { stepId: 'overdue-1d', at: at(days(1)), provisional: false },
];
const open = (more: Partial<ObligationState> = {}): ObligationState => ({
  kind: 'rectify',
  status: 'open',
  startAt: at(-days(7)),
  dueAt: due,
  dueVersion: 1,
  schedule,
  stepsTaken: 0,
  pauses: [],
  pausedAt: null,
  metAt: null,
  ...more,
});

function apply(state: ObligationState, change: ObligationChange, now: Date): ObligationState {
  const decision = decideObligationChange(state, change, now);
  if (decision.kind === 'refused') throw new Error(decision.reason);
  return decision.state;
}
const pause = (reason: 'extension-pending' | 'verification-pending') => ({ kind: 'pause', reason }) as const;
const resume = (reason: 'extension-pending' | 'verification-pending') => ({ kind: 'resume', reason }) as const;

describe('a change of an obligation', () => {
  it('extends: a new version with a schedule of its own, from its first step', () => {
    const asked = apply(open({ stepsTaken: 2 }), pause('extension-pending'), at(-days(1)));
    const renewed = [{ stepId: 'overdue', at: at(days(5)), provisional: false }];
    const extended = apply(asked, { kind: 'extend', dueAt: at(days(5)), schedule: renewed }, at(-hours(1)));
    expect(extended).toMatchObject({ status: 'open', dueVersion: 2, stepsTaken: 0, pauses: [], pausedAt: null });
    expect(nextStepAt(extended)).toEqual(at(days(5)));
  });

  it.each([
    ['a millisecond later', 1, 'changed'],
    ['the same', 0, 'refused'],
    ['earlier', -1, 'refused'],
  ])('extends only to a later due time: %s', (_, length, kind) => {
    expect(decideObligationChange(open(), { kind: 'extend', dueAt: at(length), schedule }, due).kind).toBe(kind);
  });

  it('redates in both directions and stays paused', () => {
    const waiting = apply(open(), pause('verification-pending'), at(-days(2)));
    const redated = apply(waiting, { kind: 'redate', dueAt: at(-days(1)), schedule }, at(-days(2)));
    expect(redated).toMatchObject({ status: 'paused', dueVersion: 2, pauses: ['verification-pending'] });
  });

  it('rests while paused, with the due time standing and lateness visible', () => {
    const paused = apply(open(), pause('extension-pending'), at(-days(1)));
    expect(decideEscalation(paused, at(days(9)))).toEqual({ kind: 'stop', reason: 'paused' });
    expect(nextStepAt(paused)).toBeNull();
    expect(paused.dueAt).toEqual(due);
    expect(isOverdue(paused, at(-1))).toBe(false);
    expect(isOverdue(paused, due)).toBe(true);
  });

  it('goes on where it was when the pause ends before the due time, without stale reminders', () => {
    const paused = apply(open(), pause('extension-pending'), at(-days(4)));
    const resumed = apply(paused, resume('extension-pending'), at(-days(2)));
    expect(resumed).toMatchObject({ status: 'open', dueVersion: 1, pausedAt: null });
    expect(resumed.schedule).toEqual(schedule.slice(1));
  });

  it('moves the rungs by the part of the pause after the due time, so that none fires at once', () => {
    const submitted = apply(open({ stepsTaken: 2 }), pause('verification-pending'), at(-days(1)));
    const returned = apply(submitted, resume('verification-pending'), at(days(6)));
    expect(returned.schedule.slice(2).map((step) => step.at)).toEqual([at(days(6) + minutes(5)), at(days(7))]);
    expect(returned.schedule.slice(0, 2)).toEqual(schedule.slice(0, 2));
    expect(decideEscalation(returned, at(days(6)))).toMatchObject({ kind: 'wait' });
    expect(decideEscalation(returned, at(days(6) + minutes(5)))).toMatchObject({
      kind: 'escalate',
      step: { stepId: 'overdue' },
    });
  });

  it('moves what was still open when it was already late by the length of the pause', () => {
    const late = open({ stepsTaken: 3 });
    const paused = apply(late, pause('verification-pending'), at(hours(12)));
    expect(apply(paused, resume('verification-pending'), at(hours(15))).schedule[3]?.at).toEqual(
      at(days(1) + hours(3)),
    );
  });

  it('rests until the last of several pauses ends', () => {
    const asked = apply(open(), pause('extension-pending'), at(-days(4)));
    const both = apply(asked, pause('verification-pending'), at(-days(3)));
    const one = apply(both, resume('extension-pending'), at(-days(2)));
    expect(one).toMatchObject({ status: 'paused', pauses: ['verification-pending'], pausedAt: at(-days(4)) });
    expect(apply(one, resume('verification-pending'), at(-days(1))).status).toBe('open');
  });

  it.each([
    ['a millisecond before the due time', -1, false],
    ['at the due time', 0, true],
  ])('judges lateness by the delivery: %s', (_, length, wasLate) => {
    const decision = decideObligationChange(open(), { kind: 'meet', asOf: at(length) }, at(days(9)));
    expect(decision).toMatchObject({ kind: 'changed', wasLate, state: { status: 'met', metAt: at(length) } });
    expect(decision.kind === 'changed' && isOverdue(decision.state, at(days(9)))).toBe(wasLate);
  });

  it('reopens as a new version', () => {
    const met = apply(open({ stepsTaken: 4 }), { kind: 'meet' }, at(-days(1)));
    const reopened = apply(met, { kind: 'reopen', dueAt: at(days(30)), schedule }, at(days(20)));
    expect(reopened).toMatchObject({ status: 'open', dueVersion: 2, stepsTaken: 0, metAt: null, pauses: [] });
  });

  it('is never overdue once cancelled', () => {
    expect(isOverdue(apply(open(), { kind: 'cancel' }, at(days(1))), at(days(9)))).toBe(false);
  });

  it.each<[string, Partial<ObligationState>, ObligationChange, string]>([
    ['meet twice', { status: 'met' }, { kind: 'meet' }, 'already-over'],
    ['extend a met one', { status: 'met' }, { kind: 'extend', dueAt: at(1), schedule }, 'already-over'],
    ['pause a cancelled one', { status: 'cancelled' }, pause('extension-pending'), 'already-over'],
    ['pause twice', { status: 'paused', pauses: ['extension-pending'] }, pause('extension-pending'), 'already-paused'],
    ['resume what runs', {}, resume('extension-pending'), 'not-paused'],
    ['reopen what runs', {}, { kind: 'reopen', dueAt: at(1), schedule }, 'still-running'],
  ])('refuses to %s', (_, more, change, reason) => {
    expect(decideObligationChange(open(more), change, due)).toEqual({ kind: 'refused', reason });
  });
});
