import { type Role } from './role.js';

export const PERMISSIONS = [
  'hazard.report',
  'hazard.read',
  'hazard.grade-decide',
  'hazard.assign',
  'hazard.rectify',
  'hazard.extension-decide',
  'hazard.verify',
  'hazard.close',
  'hazard.look-back',
  'organisation.read',
  'organisation.import',
  'people.import',
  'post.manage',
  'delegation.manage',
  'alert.read',
  'alert.acknowledge',
  'delivery.read',
  'delivery.replay',
  'clock.advance',
  'rule-pack.read',
  'rule-pack.draft',
  'rule-pack.publish',
  'rule-pack.replay',
  'policy.read',
  'policy.publish',
  'calendar.read',
  'calendar.publish',
  'zero-report.draft',
  'zero-report.sign',
  'zero-report.return',
  'zero-report.read',
  'roll-up.read',
  'roll-up.sign',
  'history.verify',
  'metrics.read',
  'tip-off.handle',
  'transfer',
  'supervision',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const isReading = (permission: Permission): boolean => permission.endsWith('.read');

const member: readonly Permission[] = [
  'hazard.report',
  'hazard.read',
  'organisation.read',
  'alert.read',
  'alert.acknowledge',
  'rule-pack.read',
  'policy.read',
  'calendar.read',
];
const head: readonly Permission[] = [...member, 'hazard.rectify'];
const safetyOfficer: readonly Permission[] = [
  ...head,
  'hazard.assign',
  'hazard.verify',
  'hazard.close',
  'zero-report.draft',
  'zero-report.read',
];
const vicePrincipal: readonly Permission[] = [...safetyOfficer, 'delegation.manage'];
const principal: readonly Permission[] = [...vicePrincipal, 'zero-report.sign', 'roll-up.read'];
const zoneOfficer: readonly Permission[] = [
  ...member,
  'hazard.assign',
  'hazard.extension-decide',
  'hazard.verify',
  'hazard.close',
  'hazard.look-back',
  'zero-report.read',
  'roll-up.read',
];
const section: readonly Permission[] = [
  ...zoneOfficer,
  'hazard.grade-decide',
  'zero-report.return',
  'rule-pack.draft',
  'rule-pack.replay',
  'tip-off.handle',
  'transfer',
  'delegation.manage',
  'history.verify',
];
const sectionChief: readonly Permission[] = [...section, 'rule-pack.publish', 'policy.publish', 'calendar.publish'];
const bureauLeader: readonly Permission[] = [...sectionChief, 'supervision', 'roll-up.sign'];
const above: readonly Permission[] = [...member, 'zero-report.read', 'roll-up.read', 'supervision'];

/** What each role may do. Where it may do it is a separate question: the subtree of the post's organisation. */
const TABLE: Record<Role, readonly Permission[]> = {
  reporter: ['hazard.report'],
  'logistics-head': head,
  'dormitory-head': head,
  'canteen-head': head,
  'laboratory-head': head,
  'school-bus-head': head,
  'safety-officer': safetyOfficer,
  'vice-principal': vicePrincipal,
  principal,
  'zone-officer': zoneOfficer,
  'safety-section': section,
  'safety-section-chief': sectionChief,
  'deputy-director': bureauLeader,
  director: bureauLeader,
  'government-safety-office': above,
  // A department that took a hazard over repairs it; what it may see is the hazards transferred to it.
  'linked-department': [...member, 'hazard.rectify', 'transfer'],
  // The levels above decide and close majors as the district does, since their subtree holds it.
  'city-bureau': bureauLeader,
  'province-department': bureauLeader,
  auditor: [...PERMISSIONS.filter(isReading), 'history.verify'],
  // Runs the system but judges no hazard: neither grades, verifies, closes nor signs.
  administrator: [
    ...PERMISSIONS.filter(isReading),
    // Enters paper reports and ledgers for schools that are not online.
    'hazard.report',
    'organisation.import',
    'people.import',
    'post.manage',
    'delegation.manage',
    'delivery.replay',
    'clock.advance',
    'rule-pack.draft',
    'rule-pack.replay',
    'policy.publish',
    'calendar.publish',
    'history.verify',
  ],
};

/** The permissions that a role gives. */
export const permissionsOf = (role: Role): readonly Permission[] => TABLE[role];

/** True when any of the roles gives the permission. */
export const isPermitted = (roles: readonly Role[], permission: Permission): boolean =>
  roles.some((role) => TABLE[role].includes(permission));
