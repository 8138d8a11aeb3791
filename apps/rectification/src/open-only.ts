import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { STATUSES, type Status } from '#hazards/lifecycle/status.js';
import { type Attempt, problemOf } from './refusal-problem.js';

const ENDED: readonly Status[] = ['closed', 'rejected'];

/** A step that any open hazard takes, whoever has the right. */
export const openAttempt = ({ status }: Pick<Hazard, 'status'>): Attempt => ({
  status,
  possibleIn: STATUSES.filter((one) => !ENDED.includes(one)),
  doneBy: [],
});

/** Throws 409 for a hazard that is closed or rejected. */
export function requireOpen(hazard: Pick<Hazard, 'status'>): void {
  if (ENDED.includes(hazard.status)) throw problemOf('already-ended', openAttempt(hazard));
}
