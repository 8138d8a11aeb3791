import { type Role } from '../directory/role.js';
import { decideDelisting, type ListedCase, type ListingLevel } from './decide-delisting.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 9, day));
const listed = (more: Partial<ListedCase> = {}, level: ListingLevel = 'county'): ListedCase => ({
  status: 'closed',
  closedBy: 'sun',
  listing: { level, listedAt: at(1), delistedAt: null },
  ...more,
});
const by = (role: Role, personId = 'ma') => ({ role, personId });
const decide = (state: ListedCase, role: Role = 'government-safety-office', day = 20, personId = 'ma') =>
  decideDelisting(state, at(day), by(role, personId), at(20));

describe('delisting', () => {
  it.each<[ListingLevel, Role, boolean]>([
    ['county', 'government-safety-office', true],
    ['county', 'city-bureau', true],
    ['city', 'government-safety-office', false],
    ['city', 'city-bureau', true],
    ['province', 'city-bureau', false],
    ['province', 'province-department', true],
    ['county', 'deputy-director', false],
    ['county', 'safety-section', false],
    ['county', 'principal', false],
  ])('from the list of the %s is for the %s: %s', (level, role, may) => {
    const expected = may ? { kind: 'delisted' } : { kind: 'refused', reason: 'lister-delists' };
    expect(decide(listed({}, level), role)).toEqual(expected);
  });

  it.each([
    ['what no government listed', listed({ listing: null }), 20, 'not-listed'],
    [
      'what is off the list',
      listed({ listing: { level: 'county', listedAt: at(1), delistedAt: at(2) } }),
      20,
      'already-delisted',
    ],
    ['what the bureau has not written off', listed({ status: 'verified', closedBy: null }), 20, 'not-written-off'],
    ['in the future', listed(), 21, 'delisted-later'],
    ['before the listing', listed(), 0, 'delisted-before-listing'],
  ] as const)('refuses %s', (_, state, day, reason) => {
    expect(decide(state, 'government-safety-office', day)).toEqual({ kind: 'refused', reason });
  });

  it('is possible on the day of the listing itself', () => {
    expect(decide(listed(), 'government-safety-office', 1)).toEqual({ kind: 'delisted' });
  });

  it('is never by the person who closed, whatever posts he holds', () => {
    expect(decide(listed(), 'city-bureau', 20, 'sun')).toEqual({ kind: 'refused', reason: 'closer-delists' });
  });
});
