import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type FieldError } from '#platform/http/problem.js';
import { fieldErrorsOf } from '#platform/http/validation-errors.js';
import { cellError, type TableLine } from '#platform/tables/table.js';
import { ReportDto, type SOURCES } from '../report.dto.js';
import { discoveryMoment, RIGHT_MOMENT } from './discovery-moment.js';
import { type LedgerColumn } from './ledger-columns.js';
import { ledgerFingerprint } from './ledger-fingerprint.js';

/** One line of a ledger, understood by itself. */
export type LedgerLine =
  | { readonly kind: 'report'; readonly line: number; readonly report: ReportDto; readonly clientReportId: string }
  | { readonly kind: 'refused'; readonly line: number; readonly errors: readonly FieldError[] };

const SOURCE_LABELS: Readonly<Record<string, (typeof SOURCES)[number]>> = {
  自查: 'self-check',
  检查: 'inspection',
  举报: 'tip-off',
  导入: 'import',
  专项行动: 'special-campaign',
};

/** Reads a line as the report that it stands for, by the rules of a report that is sent by itself. */
export function readLedgerLine({ line, cells }: TableLine<LedgerColumn>): LedgerLine {
  const report = plainToInstance(ReportDto, plainReport(cells));
  const faults = validateSync(report, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const errors = fieldErrorsOf(faults, 'pointer').map((error) =>
    error.pointer === '/discoveredAt' ? { ...error, message: RIGHT_MOMENT } : error,
  );
  if (errors.length > 0) return { kind: 'refused', line, errors: errors.map((error) => lineError(line, error)) };
  return { kind: 'report', line, report, clientReportId: report.clientReportId ?? ledgerFingerprint(report) };
}

/** An error of a report as one of the cell that it was read from. */
export function lineError(line: number, { pointer = '', message }: FieldError): FieldError {
  const [, first = '', second = ''] = pointer.split('/');
  return cellError(line, first === 'place' && second !== '' ? second : first, message);
}

function plainReport(cells: Readonly<Record<LedgerColumn, string>>): object {
  const { organisationCode, site, building, spot, category, description, observations } = cells;
  const { discoveredAt, clientReportId, source } = cells;
  const ruleIds = observations.split(/[;；、,，\s]+/).filter((ruleId) => ruleId !== '');
  return {
    organisationCode: given(organisationCode),
    place: { site: given(site), building: given(building), spot: given(spot) },
    category: given(category),
    description: given(description),
    observations: ruleIds.length > 0 ? ruleIds : undefined,
    source: source === '' ? 'import' : (SOURCE_LABELS[source] ?? source),
    discoveredAt: discoveredAt === '' ? undefined : (discoveryMoment(discoveredAt) ?? discoveredAt),
    clientReportId: given(clientReportId),
  };
}

/** An empty cell says nothing. */
const given = (cell: string): string | undefined => (cell === '' ? undefined : cell);
