import { createHmac } from 'node:crypto';

/** The four database roles. The owner cannot sign in; the migrator may become the owner; neither serves requests. */
export const OWNER_ROLE = 'tocsin_owner';
export const LOGIN_ROLES = ['tocsin_migrator', 'tocsin_api', 'tocsin_worker'] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];

/**
 * Password of a login role, derived from the administrator's connection so that several processes that start at once agree
 * without a shared file.
 */
export function rolePassword(administratorUrl: string, role: LoginRole): string {
  const secret = decodeURIComponent(new URL(administratorUrl).password);
  return createHmac('sha256', secret).update(`tocsin database role ${role}`).digest('base64url');
}

/** Connection URL of a login role on the same server and database. */
export function roleUrl(administratorUrl: string, role: LoginRole): string {
  const url = new URL(administratorUrl);
  url.username = role;
  url.password = rolePassword(administratorUrl, role);
  return url.toString();
}
