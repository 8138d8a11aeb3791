import { atTime, isCivilDate } from '#kernel/civil-date.js';
import { seconds } from '#kernel/durations.js';
import { isIsoInstant } from '#platform/http/field-rules.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { ZONE } from '#store/policies/zone.js';

const WRITTEN = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

export const RIGHT_MOMENT =
  'must be a date or a moment that exists, such as 2026-09-01, 2026年9月1日 or 2026-09-01 08:30';

/**
 * The instant that a ledger means, in ISO 8601; undefined for anything else. Ledgers write the country's wall clock; a date alone
 * means its beginning, so that a hazard found today never lies in the future.
 */
export function discoveryMoment(text: string): string | undefined {
  if (isIsoInstant(text)) return text;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00'] = WRITTEN.exec(text) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isCivilDate(date) || !isTime) return undefined;
  const start = atTime(date, `${hour.padStart(2, '0')}:${minute}`, ZONE);
  return isoAt(new Date(start.getTime() + seconds(Number(second))));
}
