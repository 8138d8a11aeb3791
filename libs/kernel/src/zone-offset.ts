const SHANGHAI_OFFSET = 8 * 3_600_000;
/** China gave up summer time in September 1991; from this instant Shanghai is UTC+8 without exception. */
const SHANGHAI_FIXED_SINCE = Date.UTC(1992, 0, 1);
const READING = /^(\d+)\/(\d+)\/(\d+) ([AB])\w*, (\d+):(\d+):(\d+)$/;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Milliseconds that the wall clock of an IANA zone is ahead of UTC at an instant. Throws RangeError for an unknown zone. */
export function offsetAt(epochMilliseconds: number, zone: string): number {
  if (zone === 'Asia/Shanghai' && epochMilliseconds >= SHANGHAI_FIXED_SINCE) return SHANGHAI_OFFSET;
  if (zone === 'UTC') return 0;

  const wholeSecond = Math.floor(epochMilliseconds / 1_000) * 1_000;
  const reading = READING.exec(formatterFor(zone).format(wholeSecond));
  if (!reading) throw new RangeError(`unreadable wall clock of ${zone}`);
  const [, month, day, year, era, hour, minute, second] = reading;
  const astronomicalYear = era === 'A' ? Number(year) : 1 - Number(year);
  const wall = new Date(0).setUTCFullYear(astronomicalYear, Number(month) - 1, Number(day));
  return wall + (Number(hour) * 3_600 + Number(minute) * 60 + Number(second)) * 1_000 - wholeSecond;
}

/**
 * The first instant at which the wall clock of a zone shows the given time or a later one.
 * `wall` is that time written as if it were UTC. A time that occurs twice gives its first occurrence; a time that a jump
 * leaves out (summer time at midnight, a day dropped at the date line) gives the instant of the jump.
 */
export function instantOfWallTime(wall: number, zone: string): number {
  if (zone === 'Asia/Shanghai' && wall - SHANGHAI_OFFSET >= SHANGHAI_FIXED_SINCE) return wall - SHANGHAI_OFFSET;

  const dayBefore = wall - 86_400_000;
  const dayAfter = wall + 86_400_000;
  const offsetBefore = offsetAt(dayBefore, zone);
  const offsetAfter = offsetAt(dayAfter, zone);
  const first = wall - Math.max(offsetBefore, offsetAfter);
  if (first + offsetAt(first, zone) === wall) return first;
  const second = wall - Math.min(offsetBefore, offsetAfter);
  if (second + offsetAt(second, zone) === wall) return second;
  return jumpBetween(dayBefore, dayAfter, offsetBefore, zone);
}

/** The second at which the offset stops being the one that held at `from`. */
function jumpBetween(from: number, to: number, offset: number, zone: string): number {
  let before = Math.floor(from / 1_000);
  let after = Math.ceil(to / 1_000);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * 1_000, zone) === offset) before = middle;
    else after = middle;
  }
  return after * 1_000;
}
