import { decideLookBack, type LookBackCase, type OwedLookBack } from './decide-look-back.js';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1 + n));
const OWED: readonly OwedLookBack[] = [
  { id: 'second', startAt: day(30), dueAt: day(90) },
  { id: 'first', startAt: day(0), dueAt: day(30) },
];
const CLOSED: LookBackCase = {
  status: 'closed',
  grade: 'major',
  reopenCount: 1,
  ownerId: 'owner',
  submittedBy: 'submitter',
  closedBy: 'closer',
};
const officer = { personId: 'officer', role: 'safety-section' } as const;
const look = (passed: boolean, at: number, owed = OWED, personId = officer.personId as string) =>
  decideLookBack(CLOSED, { passed }, owed, { ...officer, personId }, day(at));

describe('a look-back', () => {
  it('is the earliest one whose time has begun', () => {
    expect(look(true, 0)).toEqual({ kind: 'passed', met: 'first' });
    expect(look(true, 95)).toEqual({ kind: 'passed', met: 'first' });
  });

  it('does not do for the second before the first was due', () => {
    const left = OWED.filter(({ id }) => id === 'second');
    expect(look(true, 29, left)).toEqual({ kind: 'passed', met: undefined });
    expect(look(true, 30, left)).toEqual({ kind: 'passed', met: 'second' });
  });

  it('opens again what came back, counts it, and lets the others fall away', () => {
    expect(look(false, 10)).toEqual({
      kind: 'failed',
      met: 'first',
      cancelled: ['second'],
      to: 'reopened',
      reopenCount: 2,
    });
    expect(look(false, -1)).toMatchObject({ met: undefined, cancelled: ['second', 'first'] });
  });

  it.each([
    ['owner', 'looker-is-owner'],
    ['submitter', 'looker-is-submitter'],
    ['closer', 'looker-is-closer'],
  ])('is not for the %s', (personId, reason) => {
    expect(look(true, 10, OWED, personId)).toEqual({ kind: 'refused', reason });
  });

  it('is not for the school, and not for a hazard that is open', () => {
    const principal = { personId: 'x', role: 'principal' } as const;
    expect(decideLookBack(CLOSED, { passed: true }, OWED, principal, day(1))).toMatchObject({ reason: 'role-may-not' });
    expect(decideLookBack({ ...CLOSED, status: 'verified' }, { passed: true }, [], officer, day(1))).toMatchObject({
      reason: 'not-from-this-status',
    });
  });
});
