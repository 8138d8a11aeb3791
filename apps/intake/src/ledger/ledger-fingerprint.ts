import { createHash } from 'node:crypto';
import { civilDateOf } from '#kernel/civil-date.js';
import { ZONE } from '#store/policies/zone.js';
import { type ReportDto } from '../report.dto.js';

/** 128 bits: no two hazards of one school share them by chance. */
const DIGITS = 32;

/**
 * Recognises a line without a number of its own when the ledger is sent again: school, place, category, description and day of
 * discovery. How the file was saved does not count: width of characters, blanks, time of day.
 */
export function ledgerFingerprint({ organisationCode, place, category, description, discoveredAt }: ReportDto): string {
  const day = discoveredAt === undefined ? '' : civilDateOf(new Date(discoveredAt), ZONE);
  const parts = [organisationCode, place.site, place.building, place.spot, category, description, day];
  const canonical = JSON.stringify(parts.map((part = '') => part.normalize('NFKC').replaceAll(/\s+/g, '')));
  return `ledger:${createHash('sha256').update(canonical).digest('hex').slice(0, DIGITS)}`;
}
