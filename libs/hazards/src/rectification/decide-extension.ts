import { days } from '#kernel/durations.js';
import { type Role } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type Grade } from '../grading/grade.js';
import { type Status } from '../lifecycle/status.js';
import { type ObligationEffect, type Person, termObligation } from './rectification-case.js';

export interface ExtensionRules {
  /** How often the term of one hazard may be extended. */
  mostGranted: number;
  /** Calendar days from the start of the term to the latest due time that may be asked for. */
  longestTermDays: { general: number; major: number };
}

/** Own defaults; the year for majors follows the listing practice of city safety offices. */
export const EXTENSION_RULES: ExtensionRules = { mostGranted: 2, longestTermDays: { general: 90, major: 365 } };

export interface ExtensionCase {
  status: Status;
  grade: Grade | null;
  startAt: Date;
  dueAt: Date;
  /** A P0 hazard is made safe at once; more time is no answer to it. */
  isImmediate: boolean;
  granted: number;
  pending: { requestedDueAt: Date; requestedBy: string } | null;
}

export type ExtensionRefusal =
  | 'not-in-rectification'
  | 'already-expired'
  | 'already-pending'
  | 'none-pending'
  | 'limit-reached'
  | 'immediate-hazard'
  | 'due-not-later'
  | 'term-too-long'
  | 'reason-required'
  | 'role-may-not'
  | 'bureau-only'
  | 'requester-decides';

type Refused = { kind: 'refused'; reason: ExtensionRefusal };
export type ExtensionRequestDecision =
  { kind: 'requested'; requestedDueAt: Date; effects: ObligationEffect[] } | Refused;
export type ExtensionDecision =
  | { kind: 'granted'; dueAt: Date; granted: number; obligation: 'rectify' | 'rectify-major' }
  | { kind: 'denied'; effects: ObligationEffect[] }
  | Refused;

const refused = (reason: ExtensionRefusal): Refused => ({ kind: 'refused', reason });
const RUNNING: readonly Status[] = ['assigned', 'in-progress', 'returned', 'reopened'];

/**
 * 延期申请: one per approval, filed before the term expires, with its reason. While it is pending the due time stands and
 * the climb rests (own default; listed hazards have stricter terms of their own).
 */
export function decideExtensionRequest(
  state: ExtensionCase,
  request: { requestedDueAt: Date; reason: string },
  by: Person,
  now: Date,
  rules: ExtensionRules = EXTENSION_RULES,
): ExtensionRequestDecision {
  const { requestedDueAt } = request;
  const may = roleClassOf(by.role);
  if (may !== 'duty' && may !== 'leader') return refused('role-may-not');
  if (!RUNNING.includes(state.status)) return refused('not-in-rectification');
  if (state.isImmediate) return refused('immediate-hazard');
  if (state.pending) return refused('already-pending');
  if (state.granted >= rules.mostGranted) return refused('limit-reached');
  if (now.getTime() >= state.dueAt.getTime()) return refused('already-expired');
  if (!request.reason.trim()) return refused('reason-required');
  const wrongDue = dueRefusal(state, requestedDueAt, rules);
  if (wrongDue) return refused(wrongDue);
  return { kind: 'requested', requestedDueAt, effects: [effect(state.grade, 'pause')] };
}

/**
 * The answer to a pending request: by the bureau for a major hazard, by the zone officer or the bureau for a general one,
 * never by whoever asked. A decision may come after the old term ended, since the request was filed before.
 */
export function decideExtension(
  state: ExtensionCase,
  answer: { granted: true; dueAt?: Date } | { granted: false; reason: string },
  by: Person,
  rules: ExtensionRules = EXTENSION_RULES,
): ExtensionDecision {
  if (!state.pending) return refused('none-pending');
  const wrongRole = deciderRefusal(state.grade, by.role);
  if (wrongRole) return refused(wrongRole);
  if (by.personId === state.pending.requestedBy) return refused('requester-decides');

  if (!answer.granted) {
    return answer.reason.trim()
      ? { kind: 'denied', effects: [effect(state.grade, 'resume')] }
      : refused('reason-required');
  }
  const dueAt = answer.dueAt ?? state.pending.requestedDueAt;
  const wrongDue = dueRefusal(state, dueAt, rules);
  if (wrongDue) return refused(wrongDue);
  return { kind: 'granted', dueAt, granted: state.granted + 1, obligation: termObligation(state.grade) };
}

const isGeneral = (grade: Grade | null): boolean => grade === 'general';

function deciderRefusal(grade: Grade | null, role: Role): ExtensionRefusal | undefined {
  const may = roleClassOf(role);
  if (may === 'bureau') return undefined;
  if (may === 'zone') return isGeneral(grade) ? undefined : 'bureau-only';
  return 'role-may-not';
}

function dueRefusal(state: ExtensionCase, dueAt: Date, rules: ExtensionRules): ExtensionRefusal | undefined {
  if (dueAt.getTime() <= state.dueAt.getTime()) return 'due-not-later';
  const most = isGeneral(state.grade) ? rules.longestTermDays.general : rules.longestTermDays.major;
  return dueAt.getTime() > state.startAt.getTime() + days(most) ? 'term-too-long' : undefined;
}

const effect = (grade: Grade | null, change: 'pause' | 'resume'): ObligationEffect => ({
  obligation: termObligation(grade),
  change,
  reason: 'extension-pending',
});
