import fc from 'fast-check';
import { days, hours, minutes } from '#kernel/durations.js';
import { type AlertState, decideAcknowledgement, decideRepeat } from './acknowledge.js';
import { type ClimbState, decideEscalation } from './decide-escalation.js';
import { nextStepAt } from './obligation.js';

const due = new Date('2026-11-21T00:00:00+08:00');
const after = (length: number) => new Date(due.getTime() + length);
const state = (more: Partial<ClimbState> = {}): ClimbState => ({
  status: 'open',
  schedule: [
    { stepId: 'before-1d', at: after(-days(1)), provisional: false },
    { stepId: 'overdue', at: after(minutes(5)), provisional: false },
    { stepId: 'overdue-1d', at: after(days(1) + minutes(5)), provisional: false },
  ],
  stepsTaken: 1,
  dueAt: due,
  dueVersion: 1,
  ...more,
});

describe('one step of the climb', () => {
  it.each([
    ['a minute before the rung', minutes(4), { kind: 'wait', until: after(minutes(5)) }],
    ['a millisecond before the rung', minutes(5) - 1, { kind: 'wait', until: after(minutes(5)) }],
    ['at the rung', minutes(5), { kind: 'escalate', fellDueAt: after(minutes(5)), isOverdue: true }],
    ['a minute after it', minutes(6), { kind: 'escalate', fellDueAt: after(minutes(5)) }],
    ['a week after it', days(7), { kind: 'escalate', fellDueAt: after(minutes(5)) }],
  ])('%s', (_, length, expected) => {
    expect(decideEscalation(state(), after(length))).toMatchObject(expected);
  });

  it('takes the lowest rung first even when several are overdue, and names the next', () => {
    expect(decideEscalation(state(), after(days(30)))).toEqual({
      kind: 'escalate',
      step: state().schedule[1],
      fellDueAt: after(minutes(5)),
      dueVersion: 1,
      isOverdue: true,
      next: after(days(1) + minutes(5)),
    });
    expect(decideEscalation(state({ stepsTaken: 2 }), after(days(30)))).toMatchObject({ next: null });
  });

  it('knows a reminder from an overdue step', () => {
    expect(decideEscalation(state({ stepsTaken: 0 }), due)).toMatchObject({ kind: 'escalate', isOverdue: false });
  });

  it.each([
    [{ status: 'met' as const }, 'met'],
    [{ status: 'cancelled' as const }, 'cancelled'],
    [{ status: 'paused' as const }, 'paused'],
    [{ stepsTaken: 3 }, 'schedule-exhausted'],
    [{ schedule: [], stepsTaken: 0 }, 'schedule-exhausted'],
  ])('stops for %j', (more, reason) => {
    expect(decideEscalation(state(more), after(days(30)))).toEqual({ kind: 'stop', reason });
    expect(nextStepAt(state(more))).toBeNull();
  });
});

/** Offsets of rungs from the due time, in the order in which a schedule holds them. */
const ladder = fc
  .array(fc.integer({ min: -days(30), max: days(30) }), { minLength: 1, maxLength: 12 })
  .map((offsets) => offsets.sort((a, b) => a - b))
  .map((offsets) => offsets.map((offset, i) => ({ stepId: `s${i}`, at: after(offset), provisional: false })));
const wakings = fc.array(fc.integer({ min: -days(40), max: days(40) }), { maxLength: 60 });

function live(schedule: ClimbState['schedule'], times: readonly number[], onStep?: (stepId: string, at: Date) => void) {
  let climb = state({ schedule, stepsTaken: 0 });
  const fired: { stepId: string; at: Date; fellDueAt: Date }[] = [];
  for (const time of times) {
    const now = after(time);
    const decision = decideEscalation(climb, now);
    if (decision.kind !== 'escalate') continue;
    fired.push({ stepId: decision.step.stepId, at: now, fellDueAt: decision.fellDueAt });
    climb = { ...climb, stepsTaken: climb.stepsTaken + 1 };
    expect(nextStepAt(climb)).toEqual(decision.next);
    onStep?.(decision.step.stepId, now);
  }
  return fired;
}

describe('the climb under arbitrary wake-up times', () => {
  it('fires every step exactly once, in order, never early, dated by when it fell due', () => {
    fc.assert(
      fc.property(ladder, wakings, (schedule, times) => {
        const enough = schedule.map(() => days(50));
        const fired = live(schedule, [...times, ...enough]);
        expect(fired.map(({ stepId }) => stepId)).toEqual(schedule.map(({ stepId }) => stepId));
        fired.forEach(({ at, fellDueAt }, i) => {
          expect(fellDueAt).toEqual(schedule[i]?.at);
          expect(at.getTime()).toBeGreaterThanOrEqual(fellDueAt.getTime());
        });
      }),
    );
  });

  it('loses no rank to any acknowledgement, which ends the repeats of its own step alone', () => {
    const repeat = { every: 'PT30M', times: 2, untilAcknowledged: true } as const;
    fc.assert(
      fc.property(
        ladder,
        wakings,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (schedule, times, clicks) => {
          const alerts: AlertState[] = [];
          const fired = live(schedule, [...times, ...schedule.map(() => days(50))], (stepId, toldAt) => {
            const told = { alertId: stepId, recipientId: 'li', stepId, toldAt, timesRepeated: 0, acknowledgedAt: null };
            const click =
              clicks[alerts.length] && decideAcknowledgement(told, 'li', new Date(toldAt.getTime() + hours(1)));
            alerts.push(click && click.kind === 'acknowledged' ? click.alert : told);
          });
          expect(fired.map(({ stepId }) => stepId)).toEqual(schedule.map(({ stepId }) => stepId));
          alerts.forEach((alert, i) => {
            const later = new Date(alert.toldAt.getTime() + days(1));
            expect(decideRepeat(alert, repeat, later).kind).toBe(clicks[i] ? 'stop' : 'repeat');
          });
        },
      ),
    );
  });
});
