import { isSchoolKind, type OrganisationKind, ORGANISATION_KINDS } from '#hazards/directory/organisation-kind.js';
import { type Role, ROLE_IDS } from '#hazards/directory/role.js';
import { demoSchools } from './demo-schools.js';
import { demoDistrict, VACANT_POSTS } from './district.js';

const { organisations, people } = demoDistrict();
const kindOf = new Map(organisations.map(({ code, kind }) => [code, kind]));
const schools = organisations.filter(({ kind }) => isSchoolKind(kind));
const peopleIn = (post: Role) => people.filter((person) => person.post === post);

describe('the demo district', () => {
  it('has one province, city, district and safety office, two departments, 8 zones and 165 schools', () => {
    const count = (wanted: OrganisationKind) => organisations.filter(({ kind }) => kind === wanted).length;
    expect(schools).toHaveLength(165);
    expect([count('province-department'), count('city-bureau'), count('district-bureau')]).toEqual([1, 1, 1]);
    expect([count('government-safety-office'), count('linked-department'), count('zone')]).toEqual([1, 2, 8]);
    expect(count('kindergarten') / schools.length).toBeCloseTo(0.55, 2);
    expect(organisations.every(({ kind }) => kind in ORGANISATION_KINDS)).toBe(true);
  });

  it('lists every parent before its children', () => {
    const seen = new Set(['']);
    for (const { code, parentCode } of organisations) {
      expect(seen).toContain(parentCode);
      seen.add(code);
    }
    expect(seen.size).toBe(organisations.length + 1);
  });

  it('puts every school into a zone of the district and gives it a name of its own', () => {
    expect(schools.filter(({ zone }) => kindOf.get(zone) !== 'zone')).toEqual([]);
    expect(new Set(schools.map(({ name }) => name)).size).toBe(165);
    expect(schools.every(({ name }) => !/^\p{Script=Han}{1,3}$/u.test(name))).toBe(true);
  });

  it('gives everyone a sign-in, a phone and a mail address that nobody else has', () => {
    for (const field of ['username', 'phone', 'email'] as const) {
      expect(new Set(people.map((person) => person[field])).size).toBe(people.length);
    }
    expect(people.filter(({ username }) => !/^[a-z]{3,24}\d*$/.test(username))).toEqual([]);
    expect(people.filter(({ phone }) => !/^1390000\d{4}$/.test(phone))).toEqual([]);
    expect(people.filter(({ email }) => !email.endsWith('.example'))).toEqual([]);
    expect(people.filter(({ name }) => !/^\p{Script=Han}{2,3}$/u.test(name))).toEqual([]);
  });

  it('fills known posts at known organisations only', () => {
    expect(people.filter(({ post }) => !ROLE_IDS.includes(post))).toEqual([]);
    expect(people.filter(({ organisationCode }) => !kindOf.has(organisationCode))).toEqual([]);
  });

  it('leaves exactly the posts empty that are meant to be', () => {
    expect(peopleIn('principal')).toHaveLength(163);
    expect(peopleIn('vice-principal')).toHaveLength(160);
    expect(peopleIn('zone-officer')).toHaveLength(7);
    const filled = people.map(({ organisationCode, post }) => `${organisationCode} ${post}`);
    const empty = Object.entries(VACANT_POSTS).flatMap(([code, roles]) => roles.map((role) => `${code} ${role}`));
    expect(empty.filter((post) => filled.includes(post))).toEqual([]);
  });

  it.each<[Role, string]>([
    ['dormitory-head', 'dormitory'],
    ['laboratory-head', 'laboratory'],
    ['school-bus-head', 'bus'],
  ])('has a %s wherever there is a %s and nowhere else', (post, facility) => {
    const expected = demoSchools().filter(({ has }) => has.some((one) => one === facility));
    expect(peopleIn(post).map(({ organisationCode }) => organisationCode)).toEqual(expected.map(({ code }) => code));
  });

  it('has no laboratory and no dormitory in a kindergarten', () => {
    const odd = demoSchools().filter(
      ({ kind, has }) => kind === 'kindergarten' && has.some((one) => one === 'laboratory' || one === 'dormitory'),
    );
    expect(odd).toEqual([]);
  });

  it('is the same every time', () => {
    expect(demoDistrict()).toEqual({ organisations, people });
  });
});
