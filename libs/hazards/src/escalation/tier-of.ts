import { type Role, ROLES } from '../directory/role.js';
import { TIERS, type Tier } from './escalation-policy.js';

/** The tier at which a role is held; undefined for roles that are held anywhere (auditor, administrator). */
export function tierOf(role: Role): Tier | undefined {
  return TIERS.find((tier) => tier === ROLES[role].level);
}
