import { days } from '#kernel/durations.js';
import { type Role } from '../directory/role.js';
import { decideExtension, decideExtensionRequest, type ExtensionCase } from './decide-extension.js';

const due = new Date('2026-11-21T00:00:00+08:00');
const at = (length: number) => new Date(due.getTime() + length);
const running = (more: Partial<ExtensionCase> = {}): ExtensionCase => ({
  status: 'in-progress',
  grade: 'general',
  startAt: at(-days(15)),
  dueAt: due,
  isImmediate: false,
  granted: 0,
  pending: null,
  ...more,
});
const li = { personId: 'li', role: 'principal' } as const;
const by = (role: Role, personId = 'x') => ({ personId, role });
const ask = (
  more: Partial<ExtensionCase>,
  now: Date,
  requestedDueAt = at(days(7)),
  reason = '配件未到',
  who = by('principal'),
) => {
  const decision = decideExtensionRequest(running(more), { requestedDueAt, reason }, who, now);
  return decision.kind === 'refused' ? decision.reason : decision.kind;
};

describe('a request for more time', () => {
  const inTime = at(-days(2));
  it.each([
    ['a millisecond before the term ends', ask({}, at(-1)), 'requested'],
    ['at its end', ask({}, due), 'already-expired'],
    ['after one extension', ask({ granted: 1 }, inTime), 'requested'],
    ['after two', ask({ granted: 2 }, inTime), 'limit-reached'],
    ['while one is pending', ask({ pending: { requestedDueAt: at(1), requestedBy: 'li' } }, inTime), 'already-pending'],
    ['for the due time that stands', ask({}, inTime, due), 'due-not-later'],
    ['up to 90 days from the start', ask({}, inTime, at(days(75))), 'requested'],
    ['beyond them', ask({}, inTime, at(days(75) + 1)), 'term-too-long'],
    ['a major one up to a year', ask({ grade: 'major' }, inTime, at(days(350))), 'requested'],
    ['a major one beyond it', ask({ grade: 'major' }, inTime, at(days(350) + 1)), 'term-too-long'],
    ['without a reason', ask({}, inTime, at(days(7)), ' '), 'reason-required'],
    ['for what must be made safe at once', ask({ isImmediate: true }, inTime), 'immediate-hazard'],
    ['after the submission', ask({ status: 'rectified' }, inTime), 'not-in-rectification'],
    ['by the bureau', ask({}, inTime, at(days(7)), '配件未到', by('safety-section')), 'role-may-not'],
  ])('%s', (_, outcome, expected) => {
    expect(outcome).toBe(expected);
  });

  it('lets the climb rest', () => {
    const request = { requestedDueAt: at(days(7)), reason: '配件未到' };
    expect(decideExtensionRequest(running({ grade: 'major' }), request, li, at(-1))).toEqual({
      kind: 'requested',
      requestedDueAt: at(days(7)),
      effects: [{ obligation: 'rectify-major', change: 'pause', reason: 'extension-pending' }],
    });
  });
});

describe('the answer to it', () => {
  const pending = { requestedDueAt: at(days(7)), requestedBy: 'li' };
  const answered = (more: Partial<ExtensionCase>, role: Role, personId = 'x') => {
    const decision = decideExtension(running({ pending, ...more }), { granted: true }, by(role, personId));
    return decision.kind === 'refused' ? decision.reason : decision.kind;
  };

  it.each([
    ['general, zone officer', answered({}, 'zone-officer'), 'granted'],
    ['general, safety section', answered({}, 'safety-section'), 'granted'],
    ['general, principal', answered({}, 'principal'), 'role-may-not'],
    ['major, zone officer', answered({ grade: 'major' }, 'zone-officer'), 'bureau-only'],
    ['major, safety section', answered({ grade: 'major' }, 'safety-section'), 'granted'],
    ['suspected, zone officer', answered({ grade: 'suspected-major' }, 'zone-officer'), 'bureau-only'],
    ['by whoever asked', answered({}, 'zone-officer', 'li'), 'requester-decides'],
    ['to nothing', answered({ pending: null }, 'safety-section'), 'none-pending'],
  ])('%s', (_, outcome, expected) => {
    expect(outcome).toBe(expected);
  });

  it('may grant another date than the one asked for, but a later one than stands', () => {
    const decide = (dueAt: Date) =>
      decideExtension(running({ pending, granted: 1 }), { granted: true, dueAt }, by('safety-section'));
    expect(decide(at(days(3)))).toEqual({ kind: 'granted', dueAt: at(days(3)), granted: 2, obligation: 'rectify' });
    expect(decide(due)).toEqual({ kind: 'refused', reason: 'due-not-later' });
  });

  it('lets the climb go on after a denial, which needs a reason', () => {
    const deny = (reason: string) =>
      decideExtension(running({ pending }), { granted: false, reason }, by('safety-section'));
    expect(deny('可立即整改')).toEqual({
      kind: 'denied',
      effects: [{ obligation: 'rectify', change: 'resume', reason: 'extension-pending' }],
    });
    expect(deny('')).toEqual({ kind: 'refused', reason: 'reason-required' });
  });
});
