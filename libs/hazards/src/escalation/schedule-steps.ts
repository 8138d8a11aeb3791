import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { addDays, atTime, type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { BrokenPolicyError } from '../hazard-errors.js';
import { type EscalationPolicy, type EscalationStep, type StepMoment } from './escalation-policy.js';
import { signedDays, signedDuration } from './step-moment.js';

export interface Term {
  startAt: Date;
  /** The first instant at which the debtor is late. */
  dueAt: Date;
}

export interface ScheduledStep {
  stepId: string;
  at: Date;
  /** True when the moment was counted over a year whose holidays are not published, so that it may still move. */
  provisional: boolean;
}

type Workdays = Pick<BusinessCalendar, 'addWorkdays'>;

/**
 * The moments at which a policy climbs for one term, earliest first; steps of one instant stay in the policy's order.
 * What lies before the due time and before `from` has nothing left to remind of and is left out; what lies at or after
 * the due time is kept however late the schedule is made, so that no rank is skipped. `from` is the start for a first
 * schedule; give the present when a due time moves, so that the start is not announced again.
 */
export function scheduleSteps(
  policy: EscalationPolicy,
  term: Term,
  calendar: Workdays,
  zone: string,
  from: Date = term.startAt,
): ScheduledStep[] {
  return policy.steps
    .map((step) => scheduled(policy, step, term, calendar, zone))
    .filter(({ at }) => at.getTime() >= term.dueAt.getTime() || at.getTime() >= from.getTime())
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function scheduled(
  policy: EscalationPolicy,
  step: EscalationStep,
  term: Term,
  calendar: Workdays,
  zone: string,
): ScheduledStep {
  const anchor = anchorOf(step.at, term);
  if (step.at.time === undefined) {
    const length = signedDuration(step.at.offset ?? '');
    if (length === undefined) throw new BrokenPolicyError({ policyId: policy.id, stepId: step.id });
    return { stepId: step.id, at: new Date(anchor.getTime() + length), provisional: false };
  }
  const day = dayOf(step.at, anchorDate(step.at, anchor, zone), calendar);
  if (!day) throw new BrokenPolicyError({ policyId: policy.id, stepId: step.id });
  return { stepId: step.id, at: atTime(day.date, step.at.time, zone), provisional: day.provisional };
}

function anchorOf(at: StepMoment, { startAt, dueAt }: Term): Date {
  if (at.anchor === 'start') return startAt;
  if (at.anchor === 'due') return dueAt;
  return new Date((startAt.getTime() + dueAt.getTime()) / 2);
}

/** A due time of 24:00 is written as 00:00 of the next day, but belongs to the day that it ends. */
function anchorDate(at: StepMoment, anchor: Date, zone: string): CivilDate {
  return civilDateOf(at.anchor === 'due' ? new Date(anchor.getTime() - 1) : anchor, zone);
}

function dayOf(
  at: StepMoment,
  date: CivilDate,
  calendar: Workdays,
): { date: CivilDate; provisional: boolean } | undefined {
  if (at.workdays !== undefined) return calendar.addWorkdays(date, at.workdays);
  const count = signedDays(at.offset ?? '');
  return count === undefined ? undefined : { date: addDays(date, count), provisional: false };
}
