import { type Bilingual, type LegalBasis } from '../directory/bilingual.js';
import { type OrganisationKind } from '../directory/organisation-kind.js';
import { type Role } from '../directory/role.js';
import { type EscalationStep, type StepMoment } from '../escalation/escalation-policy.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type EvidenceKind } from './evidence.js';

/** 周期: how often a duty is owed, each on its own calendar. */
export const CADENCES = ['quarter', 'year', 'term', 'week', 'day'] as const;
export type Cadence = (typeof CADENCES)[number];

export const FIELD_KINDS = ['count', 'yuan', 'date', 'text', 'yes-no'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface DutyField {
  id: string;
  kind: FieldKind;
  label: Bilingual;
  required?: boolean;
  /** The date must lie in the period that is reported on. */
  inPeriod?: boolean;
}

/** Where the form's first answers come from. */
export const PREFILLS = ['none', 'ledger', 'roll-up', 'readiness'] as const;
export type Prefill = (typeof PREFILLS)[number];

export const CHECKS = ['zero-with-open-majors', 'edited-below-ledger', 'no-source-survey'] as const;
export type CheckId = (typeof CHECKS)[number];

/** 核对: what happens when the form contradicts the ledger: it is refused, or filed as contested. */
export interface DutyCheck {
  id: CheckId;
  onFail: 'refuse' | 'contest';
}

export type Owners = 'schools' | readonly OrganisationKind[];

/** 定期职责: who owes what, how often, in which form, who reminds and who is told when it is missing. Data, not code. */
export interface Duty {
  id: string;
  version: string;
  label: Bilingual;
  legalBasis: LegalBasis;
  /** Zero reports and roll-ups have ladders of their own; every other duty climbs as a duty. */
  obligation: Extract<ObligationKind, 'zero-report' | 'roll-up' | 'duty'>;
  owedBy: Owners;
  /** The post that answers for it, by kind of organisation; '*' for all others. */
  debtor: Record<string, Role>;
  /** Posts that may sign and file it. */
  signedBy: Role[];
  cadence: Cadence;
  /** When the period opens, counted from its first instant or from its due time. */
  opens: StepMoment;
  /** When it falls due, counted from the last instant of the period; the first instant at which it is late. */
  due: { offset: string; time?: string };
  form: { prefill: Prefill; fields: DutyField[]; zeroWhen: string[] };
  checks: DutyCheck[];
  evidence: EvidenceKind[];
  /** Working days that a returned report is given. */
  returnedFor: number;
  /** Who is reminded and told; absent, the policy for the kind of obligation says it. */
  steps?: EscalationStep[];
  /** True when it is owed everywhere from the first day on; false when a bureau has to order it. */
  standing: boolean;
}
