import { type Buffer as WorkbookBytes } from 'exceljs';
import { Problem } from '../http/problem.js';
import { type SheetCell, textOf } from './sheet-cell.js';
import { type Table, type TableColumns, tableOf, type TableRecord } from './table.js';
import { firstSheetOf } from './workbook-parts.js';
import { damaged } from './zip-archive.js';

/** Rows that a sheet may write down, blank ones with a format included. */
const MOST_ROWS = 60_000;
/** Cells that a row may write down, blank ones with a format included. */
const MOST_CELLS = 200;
/** Excel's last column and row. */
const LAST_COLUMN = 16_384;
const LAST_ROW = 1_048_576;
/** Everything of a sheet besides its cells: ranges in here name millions of cells at no cost to the sender. */
const PASSED_OVER = [
  ...[
    'sheetPr',
    'dimension',
    'sheetViews',
    'sheetFormatPr',
    'cols',
    'autoFilter',
    'mergeCells',
    'rowBreaks',
    'hyperlinks',
  ],
  ...[
    'pageMargins',
    'dataValidations',
    'pageSetup',
    'headerFooter',
    'printOptions',
    'picture',
    'drawing',
    'sheetProtection',
  ],
  ...['tableParts', 'conditionalFormatting', 'extLst'],
];
/** ZIP, and the container of old and of encrypted workbooks. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

interface SheetRow {
  readonly number: number;
  readonly cells: readonly SheetCell[];
}

export interface Sheet<C extends string> extends Table<C> {
  /** Name of the sheet that was read. */
  readonly sheet: string;
}

/** Reads the first visible sheet of an XLSX workbook; throws the problem of a file of which no line can be read. */
export async function readXlsx<R extends string, O extends string>(
  bytes: Buffer | undefined,
  columns: TableColumns<R, O>,
): Promise<Sheet<R | O>> {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw Problem.malformed('There is no file in the body.');
  if (bytes.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE))
    throw Problem.malformed('The file is an old .xls workbook or has a password; save it as .xlsx without one.');
  if (!bytes.subarray(0, ZIP.length).equals(ZIP))
    throw Problem.malformed('The file is not an XLSX workbook; send CSV as text/csv.');
  const { sheet, bytes: reduced } = await firstSheetOf(bytes);
  return { sheet, ...tableOf(recordsOf(await rowsOf(reduced)), columns) };
}

async function rowsOf(bytes: Buffer): Promise<readonly SheetRow[]> {
  // Loaded with the first workbook: it takes 25 MB and a fifth of a second, and most processes never see one.
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  let worksheets: readonly { readonly rows: readonly SheetRow[] }[] = [];
  // Keeps what was parsed as it is: cells as objects of the library would cost the memory again, for nothing.
  const keep = (model: { worksheets: unknown }): void => void (worksheets = model.worksheets as typeof worksheets);
  Object.defineProperty(workbook, 'model', { set: keep });
  const limits = { maxRows: MOST_ROWS, maxCols: MOST_CELLS, ignoreNodes: PASSED_OVER };
  try {
    await workbook.xlsx.load(bytes as unknown as WorkbookBytes, limits);
  } catch (error) {
    // The library has no classes of errors: whatever it stumbles over is the file's fault, since it reads nothing else.
    const limit = /^Max (row|column) count \((\d+)\)/.exec((error as Error).message);
    if (limit) throw Problem.unprocessable(`The sheet has more than ${limit[2]} ${limit[1]}s, blank ones included.`);
    throw damaged();
  }
  return worksheets[0]?.rows ?? [];
}

/** Rows with something in them, all as wide as the first one or wider. */
function recordsOf(rows: readonly SheetRow[]): TableRecord[] {
  let previous = 0;
  let width = 0;
  const records: TableRecord[] = [];
  for (const row of rows) {
    const line = Number.isNaN(row.number) ? previous + 1 : row.number;
    if (line <= previous || line > LAST_ROW) throw damaged();
    previous = line;
    const record = recordOf(line, row.cells, width);
    if (record.values.every((value) => value === '') && record.faults?.size === 0) continue;
    width ||= record.values.length;
    records.push(record);
  }
  return records;
}

function recordOf(line: number, cells: readonly SheetCell[], width: number): TableRecord {
  const values: string[] = Array<string>(width).fill('');
  const faults = new Map<number, string>();
  let column = 0;
  for (const cell of cells) {
    column = cell.address === undefined ? column + 1 : columnOf(cell.address);
    const { text, fault } = textOf(cell, `${lettersOf(column)}${line}`);
    if (text === '' && fault === undefined) continue;
    while (values.length < column) values.push('');
    values[column - 1] = text;
    if (fault !== undefined) faults.set(column - 1, fault);
  }
  return { line, values, faults };
}

/** 1 for A, 28 for AB. */
function columnOf(address: string): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(address)?.[1] ?? '';
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  if (column < 1 || column > LAST_COLUMN) throw damaged();
  return column;
}

const lettersOf = (column: number): string =>
  (column > 26 ? lettersOf(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26));
