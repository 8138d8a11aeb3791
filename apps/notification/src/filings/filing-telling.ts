import { type EscalationStep, type RecipientSelector } from '#hazards/escalation/escalation-policy.js';
import { type Recipient, type RecipientAnswer } from '#hazards/escalation/recipients-for.js';
import { type Role } from '#hazards/directory/role.js';
import { tierOf } from '#hazards/escalation/tier-of.js';
import { type AlertPerson } from '#hazards/notification/alert-input.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod } from '#hazards/zero-report/duty-period.js';
import { type StoredObligation } from '#store/obligations/obligation.repository.js';
import { type Chain } from '#store/people/chain-people.js';
import { type Filing } from '#store/zero-report/filing.repository.js';

/** A step of no policy: a filed zero turned out to contradict the ledger. */
export const CONTRADICTED = 'contradicted#';

/** A step of a filing that fell due, with everybody who is to hear of it. */
export interface FilingTelling {
  readonly obligation: StoredObligation;
  readonly filing: Filing;
  readonly duty: Duty;
  readonly period: DutyPeriod;
  readonly step: EscalationStep;
  readonly stepId: string;
  readonly fellDueAt: Date;
  readonly chain: Chain;
  readonly answer: RecipientAnswer;
  readonly owner: AlertPerson | null;
}

/** Nobody is named as the debtor of a filing: duty follows the post, also when it changes hands before the report is due. */
export function selectorsFor(step: EscalationStep, debtorRole: string | null): RecipientSelector[] {
  const role = debtorRole as Role | null;
  const of = role ? tierOf(role) : undefined;
  if (!role || !of) return step.to;
  const selectors = step.to.map((selector): RecipientSelector => ('party' in selector ? { role, of } : selector));
  const keys = selectors.map((selector) => JSON.stringify(selector));
  return selectors.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
}

/**
 * True for whoever stands above the schools and is told that they are late: he gets one list, not a letter for each. A reminder
 * that only came up to him because a post is vacant is about that one school.
 */
export const isListed = ({ filing, duty, fellDueAt }: FilingTelling, recipient: Recipient): boolean =>
  duty.owedBy === 'schools' &&
  fellDueAt.getTime() >= filing.dueAt.getTime() &&
  recipient.organisationId !== null &&
  Number(recipient.organisationId) !== filing.organisationId;
