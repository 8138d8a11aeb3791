import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { type Duty } from './duty.js';
import { type DutyPeriod, nextPeriod, parsePeriod, periodOfDate, previousPeriod } from './duty-period.js';
import { type DutyTimes, dutyTimes } from './duty-times.js';

/** 部署: where a duty is owed and since when. Without days it stands. */
export interface DutyOrder {
  from: CivilDate | null;
  until: CivilDate | null;
  orderedAt: Date;
}

export interface OpenPeriod {
  period: DutyPeriod;
  times: DutyTimes;
  /** It should have been opened before now: somebody was asleep, and the record says so. */
  late: boolean;
}

export interface PeriodsDue {
  open: OpenPeriod[];
  /** When the next one opens; undefined when the order has come to its end. */
  nextAt: Date | undefined;
}

/** Opening within this time counts as on time. */
const TOLERATED_MS = 60_000;
const MOST_AT_ONCE = 400;

/**
 * Which periods of an ordered duty have to be opened now, in order. `since` is when the system began to watch: what should
 * have opened before that is owed by nobody. `last` is the newest period that was opened under this order.
 */
export function periodsDue(
  duty: Duty,
  order: DutyOrder,
  { since, last }: { since: Date; last?: string },
  calendar: Pick<BusinessCalendar, 'addWorkdays'>,
  zone: string,
  now: Date,
): PeriodsDue {
  const open: OpenPeriod[] = [];
  let period = firstCandidate(duty, order, since, last, zone);
  for (let looked = 0; looked < MOST_AT_ONCE; looked += 1) {
    if (order.until !== null && period.firstDay > order.until) return { open, nextAt: undefined };
    const times = dutyTimes(duty, period, calendar, zone);
    if (isOwed(order, period, times, since)) {
      if (times.opensAt.getTime() > now.getTime()) return { open, nextAt: times.opensAt };
      open.push({ period, times, late: now.getTime() - times.opensAt.getTime() > TOLERATED_MS });
    }
    period = nextPeriod(duty.cadence, period);
  }
  return { open, nextAt: undefined };
}

function firstCandidate(
  duty: Duty,
  { from }: DutyOrder,
  since: Date,
  last: string | undefined,
  zone: string,
): DutyPeriod {
  const opened = last === undefined ? undefined : parsePeriod(duty.cadence, last);
  if (opened) return nextPeriod(duty.cadence, opened);
  if (from !== null) return periodOfDate(duty.cadence, from);
  // What is reported after the period's end, such as a roll-up, opens in the period after it.
  return previousPeriod(duty.cadence, periodOfDate(duty.cadence, civilDateOf(since, zone)));
}

function isOwed({ from, orderedAt }: DutyOrder, period: DutyPeriod, times: DutyTimes, since: Date): boolean {
  if (from === null) return times.opensAt.getTime() >= since.getTime();
  return period.firstDay >= from && times.dueAt.getTime() > orderedAt.getTime();
}
