import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type ScheduledStep } from '#hazards/escalation/schedule-steps.js';

/** 时限义务 to be opened. Opening one that runs with the same due time changes nothing. */
export interface NewObligation {
  /** One that runs with another due time is left as it is; otherwise it is dated anew and told again. */
  readonly keepsRunning?: true;
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
