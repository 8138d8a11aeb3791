import { type Role } from '#hazards/directory/role.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf, type Refusal } from './refusal-problem.js';

const attempt = attemptOf({ status: 'rectified' }, 'verify-pass');
const people = (...roles: Role[]) => roles.map((role) => ({ personId: 'li', role }));
const refuse = (reason: Refusal) => ({ kind: 'refused' as const, reason });

describe('a person with several posts', () => {
  it('acts in the first one that allows it', () => {
    const asked: Role[] = [];
    const { decision, by } = inSomeRole(people('reporter', 'principal', 'zone-officer'), attempt, ({ role }) => {
      asked.push(role);
      return role === 'reporter' ? refuse('role-may-not') : { kind: 'moved' as const, as: role };
    });
    expect(decision).toEqual({ kind: 'moved', as: 'principal' });
    expect(by.role).toBe('principal');
    expect(asked).toEqual(['reporter', 'principal']);
  });

  it.each<[Partial<Record<Role, Refusal>>, number, RegExp]>([
    [{ reporter: 'role-may-not', principal: 'bureau-only' }, 403, /only the education bureau/],
    [{ principal: 'bureau-only', reporter: 'role-may-not' }, 403, /only the education bureau/],
    [{ reporter: 'role-may-not', principal: 'grade-undecided' }, 409, /decide the grade/],
    [{ principal: 'verifier-is-owner', reporter: 'role-may-not' }, 403, /You own/],
    [{ principal: 'verifier-is-owner', reporter: 'grade-undecided' }, 403, /You own/],
    [{}, 403, /None of your posts/],
  ])('hears the most telling of the refusals %j', (reasons, status, detail) => {
    const roles = Object.keys(reasons) as Role[];
    const act = () => inSomeRole(people(...roles), attempt, ({ role }) => refuse(reasons[role] ?? 'role-may-not'));
    expect(act).toThrow(expect.objectContaining({ status, detail: expect.stringMatching(detail) as string }) as Error);
  });
});
