import { decideMove } from '../lifecycle/decide-move.js';
import { type Move } from '../lifecycle/transitions.js';
import { type Assessment } from './assessment.js';
import {
  type ObligationEffect,
  type Person,
  type RectificationCase,
  type RectificationOutcome,
  type RectificationRefusal,
  termObligation,
} from './rectification-case.js';

const refused = (reason: RectificationRefusal): RectificationOutcome => ({ kind: 'refused', reason });

/** The owner begins. Order 16 of 2007: the unit organises the rectification itself. */
export function decideStart(hazard: RectificationCase, by: Person): RectificationOutcome {
  return move(hazard, by, ['start'], []);
}

/** A note on how far the work is; the first one also begins it. */
export function decideProgress(
  hazard: RectificationCase,
  { note }: { note: string },
  by: Person,
): RectificationOutcome {
  return note.trim() ? move(hazard, by, ['progress'], []) : refused('note-required');
}

/**
 * 提交整改. The term stops climbing while the verification waits, and the verifier owes an answer from now on. For a major
 * hazard it is the written application for review, which encloses the assessment (order 16 of 2007, articles 18 and 23).
 */
export function decideSubmission(
  hazard: RectificationCase,
  { note, assessment }: { note: string; assessment?: Assessment },
  by: Person,
): RectificationOutcome {
  if (!note.trim()) return refused('note-required');
  const outcome = move(
    hazard,
    by,
    ['submit'],
    [
      { obligation: termObligation(hazard.grade), change: 'pause', reason: 'verification-pending' },
      { obligation: 'verify', change: 'open' },
    ],
  );
  const isIncomplete = hazard.grade === 'major' && !assessment;
  return outcome.kind === 'done' && isIncomplete ? refused('assessment-required') : outcome;
}

export type Verdict = { passed: true; close?: boolean; findings?: string } | { passed: false; reason: string };

/**
 * 复查 by somebody who neither owns the hazard nor submitted it (对账销号: the verifier is not the one who repaired).
 * A pass may close a general hazard in the same step; a major one is written off in a step of its own, by the bureau.
 * It is passed on an assessment and with the findings of the review on site, which stay in the record.
 * The verifier's own duty ends with the return or with the closing, so that a verified hazard is not forgotten.
 */
export function decideVerification(
  hazard: RectificationCase,
  verdict: Verdict,
  by: Person,
  now: Date,
): RectificationOutcome {
  const involved = involvement(hazard, by);
  if (involved) return refused(involved);

  if (!verdict.passed) {
    if (!verdict.reason.trim()) return refused('reason-required');
    return move(
      hazard,
      by,
      ['verify-return'],
      [
        { obligation: 'verify', change: 'meet', asOf: now },
        { obligation: termObligation(hazard.grade), change: 'resume', reason: 'verification-pending' },
      ],
    );
  }
  if (verdict.close) {
    const outcome = move(hazard, by, ['verify-pass', 'close'], closingEffects(hazard, now));
    // Whoever may verify but asked for too much is told what to do instead.
    return outcome.kind === 'done' && hazard.grade !== 'general' ? refused('closes-separately') : outcome;
  }
  const outcome = move(hazard, by, ['verify-pass'], []);
  const lacking = outcome.kind === 'done' && hazard.grade === 'major' ? reviewRefusal(hazard, verdict) : undefined;
  return lacking ? refused(lacking) : outcome;
}

function reviewRefusal(
  { assessment }: RectificationCase,
  { findings }: { findings?: string },
): RectificationRefusal | undefined {
  // A hazard that became major after it was submitted has to be applied for again.
  if (!assessment) return 'review-without-assessment';
  return findings?.trim() ? undefined : 'findings-required';
}

/**
 * 销号 of a verified hazard. The school never closes a major one: the authority reviews and writes off (order 16 of 2007,
 * articles 18 and 23, wording unverified). Lateness is judged by when the rectification was submitted.
 */
export function decideClosure(hazard: RectificationCase, by: Person, now: Date): RectificationOutcome {
  const involved = involvement(hazard, by);
  return involved ? refused(involved) : move(hazard, by, ['close'], closingEffects(hazard, now));
}

function involvement(hazard: RectificationCase, by: Person): RectificationRefusal | undefined {
  if (by.personId === hazard.ownerId) return 'verifier-is-owner';
  if (by.personId === hazard.submittedBy) return 'verifier-is-submitter';
  return undefined;
}

/** A plan that never came, and measures that nobody recorded, are owed no more for what is gone. */
const MOOT_ONCE_CLOSED: readonly ObligationEffect[] = [
  { obligation: 'file-plan', change: 'cancel' },
  { obligation: 'interim-measure', change: 'cancel' },
];

function closingEffects(hazard: RectificationCase, now: Date): ObligationEffect[] {
  return [
    { obligation: 'verify', change: 'meet', asOf: now },
    { obligation: termObligation(hazard.grade), change: 'meet', asOf: hazard.submittedAt ?? now },
    { obligation: 'decide-extension', change: 'cancel' },
    ...(hazard.grade === 'major' ? MOOT_ONCE_CLOSED : []),
  ];
}

function move(hazard: RectificationCase, by: Person, moves: Move[], effects: ObligationEffect[]): RectificationOutcome {
  let { status } = hazard;
  for (const one of moves) {
    const decision = decideMove({ ...hazard, status }, one, { stage: 'rectification', role: by.role });
    if (decision.kind === 'refused') return decision;
    status = decision.to;
  }
  return { kind: 'done', to: status, moves, effects };
}
