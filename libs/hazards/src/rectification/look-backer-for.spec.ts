import { type Role } from '../directory/role.js';
import { type ChainPeople } from '../escalation/recipients-for.js';
import { tierOf } from '../escalation/tier-of.js';
import { lookBackerFor } from './look-backer-for.js';

const now = new Date('2026-11-23T12:00:00+08:00');
const since = new Date('2026-01-01T00:00:00+08:00');
const HELD: readonly (readonly [Role, string])[] = [
  ['principal', 'li'],
  ['zone-officer', 'zhou'],
  ['safety-section', 'sun'],
  ['safety-section', 'zheng'],
  ['safety-section-chief', 'he'],
  ['deputy-director', 'feng'],
];
const people = (away: readonly string[] = []): ChainPeople => ({
  organisations: [
    { id: 'school', tier: 'school' },
    { id: 'zone', tier: 'zone' },
    { id: 'district', tier: 'district' },
  ],
  posts: HELD.map(([role, personId]) => ({
    id: `${role}/${personId}`,
    personId,
    organisationId: tierOf(role) ?? '',
    role,
    from: since,
    to: null,
  })),
  cover: { delegations: [], absences: away.map((personId) => ({ personId, from: since, to: null })) },
});
const hazard = (grade: 'general' | 'major', closedBy: string | null, submittedBy = 'wang') => ({
  grade,
  ownerId: 'wang',
  submittedBy,
  closedBy,
});

describe('who looks back', () => {
  it.each([
    ['the zone officer at a general hazard', hazard('general', 'li'), [], 'zhou', 'zone-officer'],
    ['the bureau when the zone officer closed it', hazard('general', 'zhou'), [], 'sun', 'safety-section'],
    ['the bureau when the zone officer is away', hazard('general', 'li'), ['zhou'], 'sun', 'safety-section'],
    ['another of the section at a major one', hazard('major', 'sun'), [], 'zheng', 'safety-section'],
    ['the chief when the section has nobody else', hazard('major', 'sun'), ['zheng'], 'he', 'safety-section-chief'],
    ['nobody who submitted it', hazard('general', 'li', 'zhou'), [], 'sun', 'safety-section'],
  ] as const)('%s', (_, closed, away, personId, role) => {
    expect(lookBackerFor(closed, people(away), now)).toEqual({ personId, role, organisationId: tierOf(role) });
  });

  it('leaves it to the post when everybody had a hand in it or is away', () => {
    const away = ['zhou', 'zheng', 'he', 'feng'];
    expect(lookBackerFor(hazard('general', 'sun'), people(away), now)).toEqual({
      personId: null,
      role: 'safety-section-chief',
      organisationId: null,
    });
  });
});
