import { type Role } from './role.js';

/** 岗位: a role held by a person at an organisation from `from` until before `to`; null while no end is known. */
export interface Post {
  id: string;
  personId: string;
  organisationId: string;
  role: Role;
  from: Date;
  to: Date | null;
}

/** 代理: another person acts for the post from `from` until before `to`. */
export interface Delegation {
  postId: string;
  toPersonId: string;
  from: Date;
  to: Date | null;
}

/** 缺勤: the person does not answer in any post from `from` until before `to`. */
export interface Absence {
  personId: string;
  from: Date;
  to: Date | null;
}

/** Who stands in and who is away, for the posts in question. */
export interface Cover {
  delegations: readonly Delegation[];
  absences: readonly Absence[];
}

/** True from the first instant of the period until before its last. */
export const isInForce = (period: { from: Date; to: Date | null }, now: Date): boolean =>
  period.from.getTime() <= now.getTime() && (period.to === null || now.getTime() < period.to.getTime());
