import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type ScheduledStep } from '#hazards/escalation/schedule-steps.js';

/** 时限义务 to be opened. Opening one that runs with the same due time changes nothing. */
export interface NewObligation {
  /**
   * What becomes of one that stands already with another due time. By default it is dated anew, and one that is over runs again.
   * `keep-running` leaves one that runs as it is, `keep` also one that is over.
   */
  readonly whenKnown?: 'keep-running' | 'keep';
  readonly kind: ObligationKind;
  readonly subjectId: string;
  readonly organisationId: number;
  readonly debtorPersonId?: string | null;
  readonly debtorRole?: string | null;
  readonly startAt: Date;
  readonly dueAt: Date;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly schedule: readonly ScheduledStep[];
  readonly refs?: Readonly<Record<string, unknown>>;
}
