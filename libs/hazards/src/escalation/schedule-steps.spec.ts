import { readFileSync } from 'node:fs';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf, endOfDay, wallTimeOf } from '#kernel/civil-date.js';
import { type EscalationPolicy } from './escalation-policy.js';
import { type ObligationKind } from './obligation-kind.js';
import { policyFor } from './policy-for.js';
import { type ScheduledStep, scheduleSteps } from './schedule-steps.js';

const zone = 'Asia/Shanghai';
const t = (text: string) => new Date(`${text}+08:00`);
const { policies } = JSON.parse(readFileSync(new URL('../../policies/escalation.json', import.meta.url), 'utf8')) as {
  policies: EscalationPolicy[];
};
const calendar = new BusinessCalendar([
  {
    year: 2026,
    status: 'published',
    source: 'test',
    daysOff: ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'],
    makeUpWorkdays: ['2026-09-20', '2026-10-10'],
  },
]);

const told = (steps: readonly ScheduledStep[]) =>
  steps.map(({ stepId, at }) => `${stepId} ${civilDateOf(at, zone)} ${wallTimeOf(at, zone)}`);
const schedule = (kind: ObligationKind, startAt: Date, dueAt: Date, from?: Date) =>
  told(scheduleSteps(policyFor(kind, policies), { startAt, dueAt }, calendar, zone, from));

describe('the schedule of a climb', () => {
  const startAt = t('2026-11-13T10:30');
  const fullLadder = [
    'created 2026-11-13 10:30',
    'before-3d 2026-11-17 08:07',
    'before-1d 2026-11-19 08:07',
    'overdue 2026-11-21 00:05',
    'overdue-1d 2026-11-22 00:05',
    'overdue-3d 2026-11-24 00:05',
    'overdue-7d 2026-11-28 00:05',
    'overdue-15d 2026-12-06 00:05',
  ];

  it.each([
    ['24:00 of the due day', endOfDay('2026-11-20', zone)],
    ['its last second', t('2026-11-20T23:59:59')],
    ['its afternoon', t('2026-11-20T17:00')],
  ])('is the same for a due time at %s', (_, dueAt) => {
    expect(schedule('rectify', startAt, dueAt)).toEqual(fullLadder);
  });

  it('begins a day later when the due time is a millisecond into the next day', () => {
    const dueAt = new Date(endOfDay('2026-11-20', zone).getTime() + 1);
    expect(schedule('rectify', startAt, dueAt)).toContain('overdue 2026-11-22 00:05');
  });

  it('leaves out reminders that lie before the start of a short term', () => {
    expect(schedule('rectify', t('2026-11-18T10:30'), endOfDay('2026-11-20', zone)).slice(0, 3)).toEqual([
      'created 2026-11-18 10:30',
      'before-1d 2026-11-19 08:07',
      'overdue 2026-11-21 00:05',
    ]);
  });

  it.each([
    ['keeps a reminder at the very instant', '2026-11-19T08:07', 'before-1d 2026-11-19 08:07'],
    ['leaves it out a minute later', '2026-11-19T08:08', 'overdue 2026-11-21 00:05'],
  ])('%s at which the schedule is made', (_, from, first) => {
    expect(schedule('rectify', startAt, endOfDay('2026-11-20', zone), t(from))[0]).toBe(first);
  });

  it('keeps every step at or after the due time, however late it is made', () => {
    expect(schedule('rectify', startAt, endOfDay('2026-11-20', zone), t('2027-06-01T00:00'))).toEqual(
      fullLadder.slice(3),
    );
  });

  it('tells everybody of a major hazard at once and asks for progress at half term', () => {
    const steps = schedule('rectify-major', startAt, endOfDay('2026-12-23', zone));
    expect(steps.slice(0, 3)).toEqual([
      'created 2026-11-13 10:30',
      'half-term 2026-12-03 09:07',
      'before-3d 2026-12-20 08:07',
    ]);
    const first = policyFor('rectify-major', policies).steps[0];
    expect(first?.to).toEqual([
      { party: 'owner' },
      { role: 'principal', of: 'school' },
      { party: 'monitor' },
      { role: 'safety-section', of: 'district' },
      { role: 'zone-officer', of: 'zone' },
      { role: 'deputy-director', of: 'district' },
      { role: 'government-safety-office', of: 'government' },
      { role: 'city-bureau', of: 'city' },
    ]);
  });

  it('counts hours from the due instant where the obligation runs in hours', () => {
    expect(schedule('decide-suspected-major', t('2026-11-23T14:00'), t('2026-11-23T18:00'))).toEqual([
      'created 2026-11-23 14:00',
      'before-1h 2026-11-23 17:00',
      'overdue 2026-11-23 18:00',
      'overdue-4h 2026-11-23 22:00',
      'overdue-1d 2026-11-24 18:00',
    ]);
  });

  it('counts working days over make-up Saturdays and the holidays of the State Council', () => {
    expect(schedule('zero-report', t('2026-12-01T00:00'), endOfDay('2026-12-31', zone))).toEqual([
      'before-10-workdays 2026-12-17 08:07',
      'before-5-workdays 2026-12-24 08:07',
      'before-2-workdays 2026-12-29 08:07',
      'due-day 2026-12-31 09:07',
      'overdue-1d 2027-01-01 00:05',
      'overdue-3d 2027-01-03 00:05',
      'overdue-7d 2027-01-07 00:05',
      'overdue-15d 2027-01-15 00:05',
    ]);
    expect(schedule('file-plan', t('2026-09-30T10:00'), endOfDay('2026-10-13', zone)).slice(1, 3)).toEqual([
      'before-2-workdays 2026-10-10 08:07',
      'before-1-workdays 2026-10-12 08:07',
    ]);
  });

  it('says which moments rest on a year whose holidays are not published', () => {
    const term = { startAt: t('2026-12-28T10:00'), dueAt: endOfDay('2027-01-15', zone) };
    const steps = scheduleSteps(policyFor('roll-up', policies), term, calendar, zone);
    expect(steps.filter(({ provisional }) => provisional).map(({ stepId }) => stepId)).toEqual([
      'before-5-workdays',
      'before-2-workdays',
    ]);
  });

  it('keeps the order of the policy for steps of one instant, and the order of time otherwise', () => {
    const step = (id: string, offset: string, anchor: 'start' | 'due') => ({
      id,
      at: { anchor, offset },
      rank: 0,
      to: [{ party: 'owner' as const }],
      severity: 'alert' as const,
    });
    const policy = { ...policyFor('rectify', policies) };
    policy.steps = [
      step('z', 'PT0S', 'due'),
      step('a', 'PT0S', 'due'),
      step('late', 'P1D', 'due'),
      step('m', 'PT2H', 'start'),
      step('first', 'PT0S', 'start'),
    ];
    const term = { startAt: t('2026-11-23T10:00'), dueAt: t('2026-11-23T12:00') };
    expect(scheduleSteps(policy, term, calendar, zone).map(({ stepId }) => stepId)).toEqual([
      'first',
      'z',
      'a',
      'm',
      'late',
    ]);
  });

  it('refuses a moment that nobody validated', () => {
    const broken = { ...policyFor('rectify', policies) };
    broken.steps = broken.steps.map((step) => ({ ...step, at: { anchor: 'due', offset: 'PT2H', time: '08:07' } }));
    const term = { startAt, dueAt: endOfDay('2026-11-20', zone) };
    expect(() => scheduleSteps(broken, term, calendar, zone)).toThrow(
      expect.objectContaining({ code: 'escalation/broken-policy', ids: { policyId: broken.id, stepId: 'created' } }),
    );
  });
});
