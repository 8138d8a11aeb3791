import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { civilDateOf, endOfDay } from '#kernel/civil-date.js';
import { type Contradiction, contradictionsIn } from './contradictions.js';
import { type Duty } from './duty.js';
import { type AttachableKind, evidenceSoFar, missingEvidence } from './evidence.js';
import {
  answersSoFar,
  editsOf,
  filingTitle,
  type FilingContent,
  type FilingDraft,
  statementFor,
} from './filing-content.js';
import { type FilingState } from './filing-standing.js';
import { type DutyPeriod } from './duty-period.js';
import { type LedgerExcerpt } from './ledger-numbers.js';
import { isZero, unanswered } from './read-answers.js';

export interface FilingCase {
  state: FilingState;
  edition: number;
  organisation: { code: string; name: string };
  draft: FilingDraft | null;
  /** What was signed last; null while nothing was. */
  content: Pick<FilingContent, 'answers' | 'comments' | 'evidence'> | null;
  dueAt: Date;
}

export type FilingRefusal = 'excused' | 'locked' | 'nothing-to-sign' | 'not-filed' | 'incomplete' | 'contradicted';

export type DraftDecision = { kind: 'drafted'; state: FilingState } | { kind: 'refused'; reason: FilingRefusal };

const isFiled = (state: FilingState): boolean => state === 'filed' || state === 'accepted';

/** 填报: a filed report is locked; it is corrected by a new edition that says why, and stays filed until that one is signed. */
export function decideDraft(filing: Pick<FilingCase, 'state'>, correction: string | undefined): DraftDecision {
  if (filing.state === 'excused') return { kind: 'refused', reason: 'excused' };
  if (!isFiled(filing.state)) return { kind: 'drafted', state: 'draft' };
  return correction === undefined ? { kind: 'refused', reason: 'locked' } : { kind: 'drafted', state: filing.state };
}

export interface Signer {
  personId: string;
  role: string;
}

export type SignatureDecision =
  | { kind: 'filed'; content: FilingContent; contested: Contradiction[]; isCorrection: boolean }
  | {
      kind: 'refused';
      reason: FilingRefusal;
      contradictions: Contradiction[];
      missing: string[];
      unproven: AttachableKind[];
    };

const refused = (
  reason: FilingRefusal,
  contradictions: Contradiction[] = [],
  missing: string[] = [],
  unproven: AttachableKind[] = [],
): SignatureDecision => ({ kind: 'refused', reason, contradictions, missing, unproven });

/**
 * 签字报送. Without a draft the signer answers for the ledger's own numbers, or for what was signed before it was sent back. What contradicts the ledger as it is now is
 * refused or filed as contested, as the duty's checks say.
 */
export function decideSignature(
  duty: Duty,
  period: DutyPeriod,
  filing: FilingCase,
  ledger: LedgerExcerpt | null,
  signer: Signer,
  now: Date,
): SignatureDecision {
  if (filing.state === 'excused') return refused('excused');
  if (isFiled(filing.state) && !filing.draft) return refused('locked');
  const draft: FilingDraft = filing.draft ?? {
    answers: answersSoFar(duty, filing, ledger),
    comments: filing.content?.comments ?? '',
    filledBy: signer.personId,
    ledger,
  };
  const missing = unanswered(duty, draft.answers).map(({ id }) => id);
  const evidence = evidenceSoFar(filing);
  const unproven = missingEvidence(duty, evidence);
  if (missing.length + unproven.length > 0) return refused('incomplete', [], missing, unproven);
  const found = ledger ? contradictionsIn(duty, draft.answers, ledger) : { refused: [], contested: [] };
  if (found.refused.length > 0) return refused('contradicted', found.refused);
  const filedAs = isZero(duty, draft.answers) ? 'zero' : 'with-hazards';
  const content: FilingContent = {
    duty: duty.id,
    dutyVersion: duty.version,
    period: period.id,
    organisation: filing.organisation,
    edition: filing.edition + 1,
    answers: draft.answers,
    comments: draft.comments,
    correction: draft.correction ?? null,
    ledger: draft.ledger,
    edits: editsOf(draft.answers, draft.ledger),
    filedAs,
    contested: found.contested,
    evidence,
    filledBy: draft.filledBy,
    signedBy: signer.personId,
    signedRole: signer.role,
    statement: statementFor(filingTitle(duty, period), filing.organisation.name, filedAs),
    signedAt: now.toISOString(),
  };
  return { kind: 'filed', content, contested: found.contested, isCorrection: isFiled(filing.state) };
}

export type ReturnDecision = { kind: 'returned'; dueAt: Date } | { kind: 'refused'; reason: FilingRefusal };

/** 退回: the school has the working days that the duty names, and never less time than it had. */
export function decideReturn(
  duty: Pick<Duty, 'returnedFor'>,
  filing: Pick<FilingCase, 'state' | 'dueAt'>,
  calendar: Pick<BusinessCalendar, 'addWorkdays'>,
  zone: string,
  now: Date,
): ReturnDecision {
  if (!isFiled(filing.state)) return { kind: 'refused', reason: 'not-filed' };
  const until = endOfDay(calendar.addWorkdays(civilDateOf(now, zone), duty.returnedFor).date, zone);
  return { kind: 'returned', dueAt: until.getTime() > filing.dueAt.getTime() ? until : filing.dueAt };
}

/** 接收: the bureau has looked at it. */
export const decideAcceptance = (
  filing: Pick<FilingCase, 'state'>,
): { kind: 'accepted' } | { kind: 'refused'; reason: FilingRefusal } =>
  filing.state === 'filed' ? { kind: 'accepted' } : { kind: 'refused', reason: 'not-filed' };

/** 免报: with a reason, while nothing was filed. */
export const decideExcuse = (
  filing: Pick<FilingCase, 'state'>,
): { kind: 'excused' } | { kind: 'refused'; reason: FilingRefusal } =>
  isFiled(filing.state) || filing.state === 'excused'
    ? { kind: 'refused', reason: filing.state === 'excused' ? 'excused' : 'locked' }
    : { kind: 'excused' };
