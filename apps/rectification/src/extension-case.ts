import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type Status } from '#hazards/lifecycle/status.js';
import { type ExtensionCase } from '#hazards/rectification/decide-extension.js';
import { type Attempt, problemOf } from './refusal-problem.js';

/** 延期申请 as the hazard keeps it while it waits. */
export interface PendingExtension {
  readonly requestedDueAt: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly reason: string;
  readonly interimMeasures?: string;
}

const RUNNING: readonly Status[] = ['assigned', 'in-progress', 'returned', 'reopened'];

export const requestAttempt = ({ status }: Readonly<Hazard>): Attempt => ({
  status,
  possibleIn: RUNNING,
  doneBy: ['duty', 'leader'],
});

export const decisionAttempt = ({ status }: Readonly<Hazard>): Attempt => ({
  status,
  possibleIn: RUNNING,
  doneBy: ['zone', 'bureau'],
});

/** What the rules of extensions look at. Throws 409 while the hazard has no term. */
export function extensionCaseOf(hazard: Readonly<Hazard>): ExtensionCase {
  if (!hazard.termStart || !hazard.dueAt) throw problemOf('no-term', requestAttempt(hazard));
  const pending = pendingOf(hazard);
  return {
    status: hazard.status,
    grade: hazard.grade,
    startAt: hazard.termStart,
    dueAt: hazard.dueAt,
    isImmediate: hazard.priority === 'P0',
    granted: hazard.extensions,
    pending: pending && { requestedDueAt: new Date(pending.requestedDueAt), requestedBy: pending.requestedBy },
  };
}

export const pendingOf = (hazard: Readonly<Hazard>): PendingExtension | null =>
  hazard.extensionPending as unknown as PendingExtension | null;
