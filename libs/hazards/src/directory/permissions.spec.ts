import { isPermitted, type Permission, PERMISSIONS, permissionsOf } from './permissions.js';
import { type Role, ROLE_IDS } from './role.js';

const rolesWith = (permission: Permission): Role[] => ROLE_IDS.filter((role) => isPermitted([role], permission));

describe('permissions', () => {
  it('gives every permission to somebody and none twice to a role', () => {
    for (const permission of PERMISSIONS) expect(rolesWith(permission)).not.toEqual([]);
    for (const role of ROLE_IDS) expect(new Set(permissionsOf(role)).size).toBe(permissionsOf(role).length);
  });

  it('lets the auditor read everything and change nothing', () => {
    const reading = PERMISSIONS.filter((permission) => permission.endsWith('.read'));
    expect([...permissionsOf('auditor')].sort()).toEqual([...reading, 'history.verify'].sort());
  });

  it.each<Permission>([
    'hazard.grade-decide',
    'hazard.assign',
    'hazard.rectify',
    'hazard.extension-decide',
    'hazard.verify',
    'hazard.close',
    'hazard.look-back',
    'zero-report.sign',
    'zero-report.return',
    'roll-up.sign',
    'rule-pack.publish',
    'supervision',
  ])('keeps %s from the administrator', (permission) => {
    expect(isPermitted(['administrator'], permission)).toBe(false);
  });

  it.each<[Permission, Role[]]>([
    ['zero-report.sign', ['principal']],
    [
      'hazard.grade-decide',
      ['safety-section', 'safety-section-chief', 'deputy-director', 'director', 'city-bureau', 'province-department'],
    ],
    ['clock.advance', ['administrator']],
    ['organisation.import', ['administrator']],
    ['roll-up.sign', ['deputy-director', 'director', 'city-bureau', 'province-department']],
  ])('gives %s to %j alone', (permission, roles) => {
    expect(rolesWith(permission).sort()).toEqual([...roles].sort());
  });

  it('adds up over several posts and gives nothing without one', () => {
    expect(isPermitted(['canteen-head', 'safety-officer'], 'hazard.verify')).toBe(true);
    expect(isPermitted([], 'hazard.read')).toBe(false);
  });
});
