import { type Role } from '../directory/role.js';
import { type Proposal, type Severity } from '../escalation/escalation-policy.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type Recipient, type Vacancy } from '../escalation/recipients-for.js';
import { type Grade } from '../grading/grade.js';

/** What happened to a hazard outside the climb of its deadline. */
export const HAZARD_EVENTS = [
  'returned',
  'closed',
  'extension-asked',
  'extension-granted',
  'extension-refused',
] as const;
export type HazardEvent = (typeof HAZARD_EVENTS)[number];

export interface AlertHazard {
  kind: 'hazard';
  /** 台账编号. */
  number: string;
  organisationName: string;
  place: string;
  categoryLabel: string;
  ruleIds: readonly string[];
  grade: Grade;
  description: string;
  /** Set when the alert tells of an event rather than of a step. */
  event?: HazardEvent;
  /** Why it was sent back, or why more time is asked for, granted or refused. */
  remark?: string;
  /** The due time that an extension request asks for. */
  proposedDueAt?: Date;
}

/** Something to be filed that is no hazard: a zero report, a roll-up, a periodic duty. */
export interface AlertFiling {
  kind: 'filing';
  organisationName: string;
  /** For instance '2026年第四季度零报告'. */
  title: string;
  /** Why the bureau sent it back; set when the alert tells of that. */
  returnedFor?: string;
}

/** 未报名单: the schools under one zone or bureau that have not filed. */
export interface AlertSilentSchools {
  kind: 'silent-schools';
  organisationName: string;
  title: string;
  /** How many schools should have filed. */
  expected: number;
  schools: readonly { name: string; principal?: string }[];
}

export interface AlertPerson {
  name: string;
  role: Role | null;
}

export interface AlertInput {
  severity: Severity;
  /** The step of the escalation policy; 'created' announces, any other reminds or warns. */
  stepId: string;
  rank: number;
  obligationKind: ObligationKind;
  about: AlertHazard | AlertFiling | AlertSilentSchools;
  dueAt: Date;
  daysOverdue: number;
  /** Who owes it; null while nobody is named. */
  owner: AlertPerson | null;
  recipient: AlertPerson & { via: Recipient['via']; onBehalfOf?: string };
  vacancies: readonly Pick<Vacancy, 'role' | 'why'>[];
  proposal?: Proposal;
  /** Where the recipient reads on and acts. */
  link: string;
  bureauPhone: string;
  /** IANA zone of all times in the text. */
  zone: string;
}

export type Occasion = 'created' | 'reminder' | 'overdue' | 'unacknowledged' | 'silent-schools' | HazardEvent;

/** Which kind of letter an alert is. Policies name their steps freely, so only 'created' is read from the name. */
export function occasionOf(input: AlertInput, now: Date): Occasion {
  if (input.about.kind === 'silent-schools') return 'silent-schools';
  if (input.about.kind === 'hazard' && input.about.event) return input.about.event;
  if (input.about.kind === 'filing' && input.about.returnedFor !== undefined) return 'returned';
  if (input.obligationKind === 'acknowledge-alert') return 'unacknowledged';
  if (input.daysOverdue > 0 || now.getTime() >= input.dueAt.getTime()) return 'overdue';
  return input.stepId === 'created' ? 'created' : 'reminder';
}

/** True when the recipient is the one who owes it. */
export function isOwner({ recipient, owner }: AlertInput): boolean {
  return owner !== null && owner.name === recipient.name && owner.role === recipient.role;
}
