import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { addDays, atTime, endOfDay, startOfDay } from '#kernel/civil-date.js';
import { type EscalationPolicy } from '../escalation/escalation-policy.js';
import { type ScheduledStep, scheduleSteps } from '../escalation/schedule-steps.js';
import { signedDays } from '../escalation/step-moment.js';
import { type Duty } from './duty.js';
import { type DutyPeriod } from './duty-period.js';

type Workdays = Pick<BusinessCalendar, 'addWorkdays'>;

export interface DutyTimes {
  opensAt: Date;
  /** The first instant at which it is late. */
  dueAt: Date;
  /** True when a working day of a year was counted whose holidays are not published. */
  provisional: boolean;
}

/** The first instant at which a period's report is late: 24:00 of the last day, or the time that the duty names. */
export function dueOf(duty: Pick<Duty, 'due'>, period: DutyPeriod, zone: string): Date {
  const date = addDays(period.lastDay, signedDays(duty.due.offset) ?? 0);
  return duty.due.time === undefined ? endOfDay(date, zone) : atTime(date, duty.due.time, zone);
}

/**
 * When a period of a duty opens and falls due. The due day is a calendar day and never moves for a holiday: the day before
 * 国庆 or 元旦 stays the last day; only what counts working days goes around holidays.
 */
export function dutyTimes(
  duty: Pick<Duty, 'due' | 'opens'>,
  period: DutyPeriod,
  calendar: Workdays,
  zone: string,
): DutyTimes {
  const dueAt = dueOf(duty, period, zone);
  const term = { startAt: startOfDay(period.firstDay, zone), dueAt };
  const [opening] = scheduleSteps(singleStep(duty), term, calendar, zone, new Date(0));
  return { opensAt: opening?.at ?? term.startAt, dueAt, provisional: opening?.provisional ?? false };
}

const singleStep = ({ opens }: Pick<Duty, 'opens'>): EscalationPolicy => ({
  id: 'opening',
  version: '',
  kind: 'duty',
  legalBasis: { zh: '', en: '', textVerified: true },
  steps: [{ id: 'opens', at: opens, rank: 0, to: [{ party: 'debtor' }], severity: 'reminder' }],
});

/**
 * The reminders and the climb of one period. A period that opens late has reminders behind it: of those only the latest is
 * still told, at once, so that nobody gets three at the same minute; what lies at or after the due time is kept.
 */
export function stepsFor(
  policy: EscalationPolicy,
  { opensAt, dueAt }: DutyTimes,
  calendar: Workdays,
  zone: string,
  now: Date,
): ScheduledStep[] {
  const all = scheduleSteps(policy, { startAt: opensAt, dueAt }, calendar, zone);
  const isMissed = ({ at }: ScheduledStep): boolean => at.getTime() < now.getTime() && at.getTime() < dueAt.getTime();
  const lastMissed = all.findLast(isMissed);
  return all.filter((step) => step === lastMissed || !isMissed(step));
}
