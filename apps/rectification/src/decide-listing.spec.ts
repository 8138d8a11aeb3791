import { BusinessCalendar } from '#kernel/business-calendar.js';
import { deadlinePolicyOfRelease } from '#store/policies/policy-files.js';
import { decideListing, type Listing } from './decide-listing.js';

type Listed = Parameters<typeof decideListing>[0];

const policy = deadlinePolicyOfRelease();
const calendar = new BusinessCalendar([]);
const now = new Date('2026-10-12T10:00:00+08:00');
const major: Listed = {
  status: 'in-progress',
  grade: 'major',
  dueAt: new Date('2026-12-31T00:00:00+08:00'),
  supervision: null,
};
const notice: Listing = { level: 'county', documentNumber: '区安委办督〔2026〕12号', listedAt: now, termDays: 180 };
const list = (hazard: Partial<Listed>, listing: Partial<Listing> = {}) =>
  decideListing({ ...major, ...hazard }, { ...notice, ...listing }, policy, calendar, now);

describe('a listing for supervision', () => {
  it.each<[string, ReturnType<typeof list>, string]>([
    ['of a closed hazard', list({ status: 'closed' }), 'already-ended'],
    ['of a rejected hazard', list({ status: 'rejected' }), 'already-ended'],
    ['of a general hazard', list({ grade: 'general' }), 'not-major'],
    ['of a suspected one', list({ grade: 'suspected-major' }), 'not-major'],
    ['by the same document again', list({ supervision: { documentNumber: notice.documentNumber } }), 'already-listed'],
    ['of tomorrow', list({}, { listedAt: new Date(now.getTime() + 1) }), 'listed-later'],
  ])('%s is refused', (_, decision, reason) => {
    expect(decision).toEqual({ kind: 'refused', reason });
  });

  it('may be followed by one of another level', () => {
    expect(list({ supervision: { documentNumber: 'other' } }, { level: 'city' }).kind).toBe('listed');
  });

  it.each([
    [79, undefined],
    [80, '2027-01-01T00:00:00+08:00'],
    [180, '2027-04-11T00:00:00+08:00'],
  ])('for %d days moves the due time only to a later one', (termDays, expected) => {
    const decision = list({}, { termDays });
    expect(decision.kind === 'listed' && decision.due?.dueAt).toEqual(expected && new Date(expected));
  });

  it('leaves a hazard without a term to its assignment', () => {
    expect(list({ dueAt: null })).toEqual({ kind: 'listed' });
  });
});
