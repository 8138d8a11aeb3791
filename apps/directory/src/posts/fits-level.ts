import { isSchoolKind, type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type Role, ROLES } from '#hazards/directory/role.js';

type Level = (typeof ROLES)[Role]['level'];

const LEVEL_OF: Partial<Record<OrganisationKind, Level>> = {
  zone: 'zone',
  'district-bureau': 'district',
  'city-bureau': 'city',
  'province-department': 'province',
  'government-safety-office': 'government',
  'linked-department': 'department',
};

/** True when organisations of this kind have posts of this role: a principal leads a school, never a bureau. */
export function fitsLevel(role: Role, kind: OrganisationKind): boolean {
  const { level } = ROLES[role];
  return level === 'any' || level === (isSchoolKind(kind) ? 'school' : LEVEL_OF[kind]);
}
