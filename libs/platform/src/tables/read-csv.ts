import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../http/problem.js';
import { decodeTable } from './decode-table.js';
import { type Table, type TableColumns, tableOf, type TableRecord } from './table.js';

/** Reads a CSV file; throws the problem of a file of which no line can be read. */
export function readCsv<R extends string, O extends string>(
  bytes: Buffer | undefined,
  columns: TableColumns<R, O>,
): Table<R | O> {
  return tableOf(recordsOf(decodeTable(bytes)), columns);
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function recordsOf(text: string): TableRecord[] {
  // The parser would count CR LF inside quotation marks as two lines.
  const records = parsed(text.replaceAll(/\r\n?/g, '\n'));
  return records.map(({ record, info }) => ({
    line: info.lines - breaksIn(record),
    values: record.map((value) => value.trim()),
  }));
}

/** The parser counts up to the last line of a record; people look for the one where it begins. */
const breaksIn = (record: readonly string[]): number =>
  record.reduce((sum, value) => sum + (value.match(/\n/g)?.length ?? 0), 0);

function parsed(text: string): CsvRecord[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      record_delimiter: '\n',
      max_record_size: 100_000,
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    const message = 'must be CSV: a quotation mark stands alone, or the line is far too long';
    throw Problem.malformed(`Line ${line} is not CSV, so the file cannot be read further.`, [
      { pointer: `/lines/${line}`, message },
    ]);
  }
}
