import { type Role } from '#hazards/directory/role.js';
import { type DemoSchool, demoSchools, type Facility } from './demo-schools.js';
import { personNameFor } from './person-names.js';
import { readTable } from './read-table.js';

/** One line of the organisation import. */
export interface DemoOrganisation {
  code: string;
  name: string;
  kind: string;
  parentCode: string;
  zone: string;
}

/** One line of the people import. */
export interface DemoPerson {
  username: string;
  name: string;
  phone: string;
  email: string;
  post: Role;
  organisationCode: string;
}

const BUREAU_POSTS: Readonly<Record<string, readonly Role[]>> = {
  P01: ['province-department'],
  C01: ['city-bureau', 'city-bureau'],
  D01: ['director', 'deputy-director', 'safety-section-chief', 'safety-section', 'safety-section', 'auditor'],
  G01: ['government-safety-office'],
  L01: ['linked-department'],
  L02: ['linked-department'],
};

const SCHOOL_POSTS: readonly Role[] = ['principal', 'vice-principal', 'safety-officer', 'logistics-head'];

const FACILITY_POSTS: Readonly<Record<Facility, Role>> = {
  canteen: 'canteen-head',
  dormitory: 'dormitory-head',
  laboratory: 'laboratory-head',
  bus: 'school-bus-head',
};

/** Posts left empty on purpose, so that the demo shows how an alert climbs past a vacancy. */
export const VACANT_POSTS: Readonly<Record<string, readonly Role[]>> = {
  S067: ['principal'],
  S129: ['principal', 'vice-principal'],
  S036: ['vice-principal'],
  S072: ['vice-principal'],
  S122: ['vice-principal'],
  S144: ['vice-principal'],
  S048: ['safety-officer'],
  S126: ['safety-officer', 'logistics-head'],
  S161: ['logistics-head'],
  S116: ['canteen-head'],
  Z08: ['zone-officer'],
};

/** 演示区: a fictional province, city and district with 165 schools and the people in their posts; parents come first. */
export function demoDistrict(): { organisations: DemoOrganisation[]; people: DemoPerson[] } {
  const schools = demoSchools();
  const offices = readTable<'code' | 'name' | 'kind' | 'parentCode'>('./bureau.csv').map((row) => ({
    ...row,
    zone: '',
  }));
  const organisations = [
    ...offices,
    ...schools.map(({ code, name, kind, zone }) => ({ code, name, kind, parentCode: 'D01', zone })),
  ];
  const posts = [
    ...offices.flatMap(({ code, kind }) =>
      postsAt(code, kind === 'zone' ? ['zone-officer'] : (BUREAU_POSTS[code] ?? [])),
    ),
    ...schools.flatMap((school) => postsAt(school.code, postsOf(school))),
  ];
  return { organisations, people: peopleIn(posts) };
}

interface Post {
  organisationCode: string;
  post: Role;
}

function postsOf(school: DemoSchool): Role[] {
  return [...SCHOOL_POSTS, ...school.has.map((facility) => FACILITY_POSTS[facility])];
}

function postsAt(organisationCode: string, roles: readonly Role[]): Post[] {
  const vacant = VACANT_POSTS[organisationCode] ?? [];
  return roles.filter((role) => !vacant.includes(role)).map((post) => ({ organisationCode, post }));
}

function peopleIn(posts: readonly Post[]): DemoPerson[] {
  const timesUsed = new Map<string, number>();
  return posts.map(({ organisationCode, post }, index) => {
    const { name, spelling } = personNameFor(`${organisationCode}/${post}/${index}`);
    const times = (timesUsed.get(spelling) ?? 0) + 1;
    timesUsed.set(spelling, times);
    const username = times === 1 ? spelling : `${spelling}${times}`;
    // No subscriber has 1390000xxxx: the four zeros after the prefix mark the numbers as made up.
    const phone = `1390000${String(index + 1).padStart(4, '0')}`;
    const email = `${username}@${organisationCode.toLowerCase()}.qinghuai.example`;
    return { username, name, phone, email, post, organisationCode };
  });
}
