import { type CivilDate, addDays, daysBetween, weekday, yearOf } from './civil-date.js';

/**
 * The days of one year that are not what their weekday says. `published` means that the State Council's notice
 * (国务院办公厅关于××××年部分节假日安排的通知) for that year has been entered; `provisional` that it has not, and that
 * at most the statutory days (全国年节及纪念日放假办法) are known.
 */
export interface CalendarYear {
  year: number;
  status: 'published' | 'provisional';
  /** The document from which the days were taken. */
  source: string;
  /** 放假: every day off that the notice names, those on weekends included. */
  daysOff: CivilDate[];
  /** 调休上班: Saturdays and Sundays that are worked. */
  makeUpWorkdays: CivilDate[];
}

export type DayKind = 'workday' | 'weekend' | 'day-off' | 'make-up-workday';

export interface Day {
  workday: boolean;
  /** True when the notice for the day's year is not known, so that the answer may still change. */
  provisional: boolean;
  kind: DayKind;
}

export interface CountedDay {
  date: CivilDate;
  kind: DayKind;
  /** Whether the day was one of the n; a day that was passed over, or onto which the end rolled, was not. */
  counted: boolean;
}

export interface DayCount {
  date: CivilDate;
  /** True when the count depended on a day of a year whose notice is not known. */
  provisional: boolean;
  /** Every day looked at, in the order of counting; the start is not among them, as it is never counted. */
  counted: CountedDay[];
}

interface YearDays {
  provisional: boolean;
  off: ReadonlySet<CivilDate>;
  makeUp: ReadonlySet<CivilDate>;
}

/**
 * Workdays by the published calendars of the years. A year that is missing or provisional is answered from its weekends
 * and whatever days off are loaded, and every answer that touched it says so.
 */
export class BusinessCalendar {
  private readonly years = new Map<number, YearDays>();

  constructor(years: readonly CalendarYear[]) {
    for (const { year, status, daysOff, makeUpWorkdays } of years) {
      if (this.years.has(year)) throw new RangeError(`two calendars for ${year}`);
      this.years.set(year, {
        provisional: status !== 'published',
        off: new Set(daysOff),
        makeUp: new Set(makeUpWorkdays),
      });
    }
  }

  isProvisional(year: number): boolean {
    return this.years.get(year)?.provisional ?? true;
  }

  dayKind(date: CivilDate): Day {
    const weekend = weekday(date) > 5;
    const year = this.years.get(yearOf(date));
    const provisional = year?.provisional ?? true;
    if (year?.off.has(date)) return { workday: false, provisional, kind: 'day-off' };
    if (year?.makeUp.has(date)) return { workday: true, provisional, kind: 'make-up-workday' };
    return weekend ? { workday: false, provisional, kind: 'weekend' } : { workday: true, provisional, kind: 'workday' };
  }

  /**
   * The n-th workday after a date, or before it when n is negative; the date itself for 0.
   * The start is not counted. Basis: 民法典 on the counting of periods.
   */
  addWorkdays(date: CivilDate, n: number): DayCount {
    requireWhole(n);
    const step = Math.sign(n);
    const count: DayCount = { date, provisional: false, counted: [] };
    let left = Math.abs(n);
    while (left > 0) {
      if (this.advance(count, step, (day) => day.workday).workday) left -= 1;
    }
    return count;
  }

  /**
   * n calendar days after a date. With `roll`, an end that is not a workday moves on to the next workday.
   * Basis: 民法典 on the counting of periods, which rolls over statutory holidays; weekends are treated alike in practice.
   * Without `roll` the calendar has no say, so the answer is never provisional.
   */
  addCalendarDays(date: CivilDate, n: number, { roll }: { roll: boolean }): DayCount {
    requireWhole(n);
    const count: DayCount = { date, provisional: false, counted: [] };
    for (let left = Math.abs(n); left > 0; left -= 1) this.advance(count, Math.sign(n), () => true);
    if (!roll) return { ...count, provisional: false };

    let end = this.dayKind(count.date);
    count.provisional = end.provisional;
    while (!end.workday) end = this.advance(count, 1, () => false);
    return count;
  }

  /**
   * How many workdays later than `from` the second date is: workdays in (from, to], or minus those in [to, from).
   * The inverse of addWorkdays.
   */
  workdaysBetween(from: CivilDate, to: CivilDate): { workdays: number; provisional: boolean } {
    const step = Math.sign(daysBetween(from, to));
    let workdays = 0;
    let provisional = false;
    let date = from;
    while (date !== to) {
      date = addDays(date, step);
      const day = this.dayKind(date);
      if (day.workday) workdays += step;
      provisional ||= day.provisional;
    }
    return { workdays, provisional };
  }

  private advance(count: DayCount, step: number, isCounted: (day: Day) => boolean): Day {
    count.date = addDays(count.date, step);
    const day = this.dayKind(count.date);
    count.provisional ||= day.provisional;
    count.counted.push({ date: count.date, kind: day.kind, counted: isCounted(day) });
    return day;
  }
}

function requireWhole(n: number): void {
  if (!Number.isInteger(n)) throw new RangeError(`not a whole number of days: ${n}`);
}
