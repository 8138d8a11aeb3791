import { type ReplayChange } from '#store/hazards/replay-reader.js';

const COLUMNS: readonly [string, (one: ReplayChange) => string][] = [
  ['number', (one) => one.number],
  ['organisationCode', (one) => one.organisationCode],
  ['site', (one) => one.site],
  ['building', (one) => one.building ?? ''],
  ['category', (one) => one.category],
  ['reportedAt', (one) => one.reportedAt],
  ['actual', (one) => one.actual ?? ''],
  ['from', (one) => one.from],
  ['to', (one) => one.to],
  ['groundsFrom', (one) => one.groundsFrom.join(' ')],
  ['groundsTo', (one) => one.groundsTo.join(' ')],
  ['alertsAdded', (one) => String(one.alertsAdded)],
  ['alertsRemoved', (one) => String(one.alertsRemoved)],
  ['climbAdded', (one) => String(one.climbAdded)],
  ['climbRemoved', (one) => String(one.climbRemoved)],
];

/** With a byte order mark, because spreadsheet programs take UTF-8 for something else without one. */
export const CSV_HEAD = `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One change as a line (RFC 4180). */
export const csvLineOf = (change: ReplayChange): string =>
  `${COLUMNS.map(([, valueOf]) => cell(valueOf(change))).join(',')}\r\n`;

/** What a reporter typed must not run as a formula in a spreadsheet. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
