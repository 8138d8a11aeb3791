import { CsvError, parse } from 'csv-parse/sync';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { faultOfText } from '#platform/http/text-rules.js';
import { decodeTable } from './decode-table.js';

/** Lines that one import may have, the header not counted. */
export const MOST_LINES = 50_000;

export interface TableColumns<R extends string, O extends string> {
  readonly required: readonly R[];
  readonly optional: readonly O[];
}

export interface TableLine<C extends string> {
  /** As a text editor counts, the header being line 1. */
  readonly line: number;
  /** Without white space at the ends; absent columns read as empty. */
  readonly cells: Readonly<Record<C, string>>;
}

export interface Table<C extends string> {
  readonly lines: readonly TableLine<C>[];
  /** Cells of the lines at fault, as far as they can be told apart. */
  readonly broken: readonly Readonly<Record<C, string>>[];
  /** Lines that could not be read; the others can be checked all the same, so that one answer names every fault. */
  readonly errors: readonly FieldError[];
}

/** The place of a cell in an error: lines are all that a spreadsheet and this program have in common. */
export const cellError = (line: number, column: string, message: string): FieldError => ({
  pointer: `/lines/${line}/${column}`,
  message,
});

/** Reads a CSV file; throws the problem of a file of which no line can be read. */
export function readTable<R extends string, O extends string>(
  bytes: Buffer | undefined,
  columns: TableColumns<R, O>,
): Table<R | O> {
  const [header, ...records] = recordsOf(decodeTable(bytes));
  if (!header) throw Problem.malformed('The file is empty; its first line must name the columns.');
  const names = checkedHeader(header.record, columns);
  if (records.length === 0) throw Problem.unprocessable('The file has no line below its header.');
  if (records.length > MOST_LINES)
    throw Problem.unprocessable(`The file has ${records.length} lines; at most ${MOST_LINES} are taken at once.`);

  const empty = Object.fromEntries([...columns.required, ...columns.optional].map((name) => [name, '']));
  const lines: TableLine<R | O>[] = [];
  const broken: Record<R | O, string>[] = [];
  const errors: FieldError[] = [];
  for (const { record, info } of records) {
    const line = info.lines;
    const faults = faultsOf(line, record, names);
    const cells = { ...empty, ...Object.fromEntries(names.map((name, i) => [name, record[i] ?? ''])) };
    if (faults.length > 0) broken.push(cells as Record<R | O, string>);
    else lines.push({ line, cells: cells as Record<R | O, string> });
    errors.push(...faults);
  }
  return { lines, broken, errors };
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function recordsOf(text: string): CsvRecord[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      record_delimiter: ['\r\n', '\n', '\r'],
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

function checkedHeader(
  header: readonly string[],
  { required, optional }: TableColumns<string, string>,
): readonly string[] {
  const known: readonly string[] = [...required, ...optional];
  const errors = [
    ...required
      .filter((name) => !header.includes(name))
      .map((name) => cellError(1, name, 'must be among the columns; it is missing')),
    ...header.flatMap((name, i) => {
      const column = /^[\w.-]{1,40}$/.test(name) ? name : String(i + 1);
      if (!known.includes(name)) return [cellError(1, column, `is not a column here; known are ${known.join(', ')}`)];
      return header.indexOf(name) === i ? [] : [cellError(1, column, 'must be there once')];
    }),
  ];
  if (errors.length > 0)
    throw Problem.unprocessable('The columns of the file are not the right ones; see errors.', errors);
  return header;
}

function faultsOf(line: number, record: readonly string[], names: readonly string[]): FieldError[] {
  if (record.length !== names.length) {
    const message = `must have ${names.length} values, one for each column; it has ${record.length}`;
    return [{ pointer: `/lines/${line}`, message }];
  }
  return record.flatMap((value, i) => {
    const fault = faultOfText(value) ?? (/[\n\t]/.test(value) ? 'it holds a line feed or a tab' : undefined);
    return fault
      ? [cellError(line, names[i] ?? '', `must be one line of text without control characters; ${fault}`)]
      : [];
  });
}
