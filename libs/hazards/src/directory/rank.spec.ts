import { CLIMB, nextRank, rankOf } from './rank.js';
import { type Role, ROLE_IDS } from './role.js';

describe('the order of ranks', () => {
  it.each<[Role, Role | undefined]>([
    ['canteen-head', 'vice-principal'],
    ['safety-officer', 'vice-principal'],
    ['vice-principal', 'principal'],
    ['principal', 'zone-officer'],
    ['zone-officer', 'safety-section'],
    ['deputy-director', 'director'],
    ['director', 'government-safety-office'],
    ['linked-department', 'government-safety-office'],
    ['city-bureau', 'province-department'],
    ['province-department', undefined],
    ['reporter', undefined],
    ['auditor', undefined],
    ['administrator', undefined],
  ])('after %s comes %s', (role, next) => {
    expect(nextRank(role)).toBe(next);
  });

  it('rises from every role of the climb to the top', () => {
    for (const role of ROLE_IDS.filter((one) => rankOf(one) !== undefined)) {
      let at: Role = role;
      for (let next = nextRank(at); next; next = nextRank(at)) {
        expect(rankOf(next)).toBeGreaterThan(rankOf(at) ?? NaN);
        at = next;
      }
      expect(at).toBe(CLIMB.at(-1));
    }
  });
});
