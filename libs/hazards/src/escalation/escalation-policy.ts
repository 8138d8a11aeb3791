import { type Bilingual, type LegalBasis } from '../directory/bilingual.js';
import { type Role } from '../directory/role.js';
import { type ObligationKind } from './obligation-kind.js';

export const ANCHORS = ['start', 'due', 'half-term'] as const;
export type Anchor = (typeof ANCHORS)[number];

/**
 * When a step falls due, counted from an anchor. `offset` is a signed ISO 8601 duration ('-P3D', 'PT2H'), `workdays` a
 * signed number of working days; exactly one of them is given. With `time` ('HH:mm', local) the step falls on the date
 * so reached, at that time; without it, the length is added to the anchor's instant.
 */
export interface StepMoment {
  anchor: Anchor;
  offset?: string;
  workdays?: number;
  time?: string;
}

export const PARTIES = ['owner', 'monitor', 'reporter', 'debtor'] as const;
export type Party = (typeof PARTIES)[number];

export const TIERS = ['school', 'zone', 'district', 'government', 'department', 'city', 'province'] as const;
/** The level of the chain, from the school upward, at which a role is looked for. */
export type Tier = (typeof TIERS)[number];

export type RecipientSelector = { role: Role; of: Tier } | { party: Party };

export const SEVERITIES = ['reminder', 'alert', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const PROPOSALS = ['circular', 'listing', 'talk'] as const;
/** What a step suggests to a person: 通报, 挂牌督办, 约谈. Nothing is issued by the software itself. */
export type Proposal = (typeof PROPOSALS)[number];

/** Tell again, `every` ISO 8601 duration, at most `times` more, for those who have not acknowledged. */
export interface StepRepeat {
  every: string;
  times: number;
  untilAcknowledged: true;
}

export interface EscalationStep {
  id: string;
  at: StepMoment;
  /** The rung's height: 0 before anything is overdue, never falling from one overdue step to the next. */
  rank: number;
  to: RecipientSelector[];
  severity: Severity;
  repeat?: StepRepeat;
  /** True when the step may wait for the morning digest. */
  digest?: boolean;
  propose?: Proposal;
  label?: Bilingual;
}

/** 逐级升级规则: whom a late obligation of one kind reaches, and when. An open case keeps the version it started with. */
export interface EscalationPolicy {
  id: string;
  version: string;
  kind: ObligationKind;
  legalBasis: LegalBasis;
  steps: EscalationStep[];
}
