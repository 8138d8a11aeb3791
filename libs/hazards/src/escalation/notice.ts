import { type EscalationStep, type RecipientSelector } from './escalation-policy.js';

/** 告知: what the people of a running obligation hear at once, beside its climb; no policy dates it. */
export const NOTICES = ['returned', 'extension-granted', 'extension-refused'] as const;
export type Notice = (typeof NOTICES)[number];

const SCHOOL: RecipientSelector[] = [{ party: 'owner' }, { role: 'safety-officer', of: 'school' }];
const AT_ONCE = { anchor: 'start', offset: 'PT0S' } as const;

const STEPS: Readonly<Record<Notice, EscalationStep>> = {
  returned: { id: 'returned', at: AT_ONCE, rank: 0, to: SCHOOL, severity: 'alert' },
  'extension-granted': { id: 'extension-granted', at: AT_ONCE, rank: 0, to: SCHOOL, severity: 'reminder' },
  'extension-refused': { id: 'extension-refused', at: AT_ONCE, rank: 0, to: SCHOOL, severity: 'alert' },
};

/** The id under which a notice is told: the number tells those of one due version apart. */
export const noticeId = (notice: Notice, number: number): string => `${notice}#${number}`;

/** The notice that a step is; undefined for a step of the climb. */
export const noticeOf = (stepId: string): Notice | undefined =>
  NOTICES.find((notice) => stepId === notice || stepId.startsWith(`${notice}#`));

/** A notice in the form of a step, with whom it reaches. */
export const noticeStep = (notice: Notice): EscalationStep => STEPS[notice];
