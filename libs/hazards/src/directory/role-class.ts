import { type Role } from './role.js';

/** 岗位类别: what the closed loop asks of an actor. `duty` heads act on a hazard, `leader`s check inside the school. */
export const ROLE_CLASSES = [
  'system',
  'public',
  'duty',
  'leader',
  'zone',
  'bureau',
  'government',
  'department',
  'office',
] as const;
export type RoleClass = (typeof ROLE_CLASSES)[number];

const CLASS_OF: Record<Role, RoleClass> = {
  reporter: 'public',
  'logistics-head': 'duty',
  'dormitory-head': 'duty',
  'canteen-head': 'duty',
  'laboratory-head': 'duty',
  'school-bus-head': 'duty',
  'safety-officer': 'leader',
  'vice-principal': 'leader',
  principal: 'leader',
  'zone-officer': 'zone',
  'safety-section': 'bureau',
  'safety-section-chief': 'bureau',
  'deputy-director': 'bureau',
  director: 'bureau',
  'city-bureau': 'bureau',
  'province-department': 'bureau',
  'government-safety-office': 'government',
  'linked-department': 'department',
  auditor: 'office',
  administrator: 'office',
};

/** The class of a role; what the software does by itself is of class `system`. */
export const roleClassOf = (role: Role | 'system'): RoleClass => (role === 'system' ? 'system' : CLASS_OF[role]);
