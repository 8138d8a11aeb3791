import { type Role } from '#hazards/directory/role.js';

/** A role at an organisation. */
export interface HeldPost {
  readonly role: Role;
  readonly code: string;
}

/** Beside what every world has: another city and another province, and a department beside the line. */
export const MORE_ORGANISATIONS = `code,name,kind,parentCode,zone
L1,青槐区住建局,linked-department,D1,
C2,远川市教育局,city-bureau,P1,
D3,石门区教育局,district-bureau,C2,
U1,石门区小学,primary-school,D3,
P2,邻省教育厅,province-department,,
C3,邻城教育局,city-bureau,P2,
D4,柳桥区教育局,district-bureau,C3,
V1,柳桥区小学,primary-school,D4,
`;

const SCHOOL_ROLES: readonly Role[] = [
  'reporter',
  'safety-officer',
  'logistics-head',
  'dormitory-head',
  'canteen-head',
  'laboratory-head',
  'school-bus-head',
  'vice-principal',
  'principal',
];
const DISTRICT_ROLES: readonly Role[] = ['safety-section', 'safety-section-chief', 'deputy-director', 'director'];
const ANYWHERE: readonly Role[] = ['auditor', 'administrator'];

/** Every role at an organisation that has it. */
export const POSTS: readonly (readonly [Role, string])[] = [
  ...SCHOOL_ROLES.map((role) => [role, 'S1'] as const),
  ['zone-officer', 'Z1'],
  ...DISTRICT_ROLES.map((role) => [role, 'D1'] as const),
  ['government-safety-office', 'G1'],
  ['linked-department', 'L1'],
  ['city-bureau', 'C1'],
  ['province-department', 'P1'],
  ...ANYWHERE.flatMap((role) => ['S1', 'D1', 'C1'].map((code) => [role, code] as const)),
];

/** People with two posts, of which neither must lend its subtree to the other: the safety officer of S1 merely reports at T1. */
export const TWOFOLD: readonly (readonly HeldPost[])[] = [
  [
    { role: 'safety-officer', code: 'S1' },
    { role: 'reporter', code: 'T1' },
  ],
  [
    { role: 'director', code: 'D1' },
    { role: 'administrator', code: 'T1' },
  ],
];

/** Whom requests name. They hold the humblest post of their organisation, so that whoever stands above may act on them. */
export const TARGET_POSTS: Readonly<Record<string, Role>> = {
  P1: 'province-department',
  P2: 'province-department',
  C1: 'city-bureau',
  C2: 'city-bureau',
  C3: 'city-bureau',
  D1: 'safety-section',
  D2: 'safety-section',
  D3: 'safety-section',
  D4: 'safety-section',
  Z1: 'zone-officer',
  Z2: 'zone-officer',
  G1: 'government-safety-office',
  L1: 'linked-department',
  S1: 'safety-officer',
  S2: 'safety-officer',
  S3: 'safety-officer',
  T1: 'safety-officer',
  U1: 'safety-officer',
  V1: 'safety-officer',
};

/** Who reports the hazards of a school: the province above it. */
export const REPORTERS: Readonly<Record<string, string>> = {
  S1: 'P1',
  S2: 'P1',
  S3: 'P1',
  T1: 'P1',
  U1: 'P1',
  V1: 'P2',
};
