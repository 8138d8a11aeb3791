import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type CsvError, type Info, parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { type BadLine, checkLines, type RawLine, type ReadLines } from './report-line.js';

/** Reports of a .jsonl, .csv or .xlsx file. Throws when the file as a whole cannot be read. */
export async function readReports(file: string): Promise<ReadLines> {
  const bytes = await readFile(file);
  switch (extname(file).toLowerCase()) {
    case '.jsonl':
    case '.ndjson':
    case '.json':
      return fromJsonLines(decode(bytes));
    case '.csv':
      return checkLines(fromCsv(decode(bytes)));
    case '.xlsx':
      return checkLines(await fromWorkbook(bytes));
    default:
      throw new Error(`${file}: only .jsonl, .csv and .xlsx files can be graded`);
  }
}

/** UTF-8, or else GB18030, which spreadsheets of Chinese offices still write. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'gb18030').replace(/^\uFEFF/, '');
  }
}

function fromJsonLines(text: string): ReadLines {
  const lines: RawLine[] = [];
  const unread: BadLine[] = [];
  text.split(/\r?\n/).forEach((source, index) => {
    if (source.trim() === '') return;
    try {
      lines.push({ line: index + 1, record: JSON.parse(source) as unknown });
    } catch {
      unread.push({ line: index + 1, reason: 'is not JSON' });
    }
  });
  return checkLines(lines, unread);
}

function fromCsv(text: string): RawLine[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    const [head, ...body] = rows as { info: Info; record: string[] }[];
    const columns = columnsOf(head?.record ?? []);
    // `lines` counts the lines read so far; a quoted text may span several, and its last line is the one named.
    return body.map(({ info, record }) => ({ line: info.lines, record: recordFrom(columns, record) }));
  } catch (error) {
    const { lines } = error as CsvError & { lines?: number };
    throw new Error(`line ${lines ?? '?'}: ${(error as Error).message}`, { cause: error });
  }
}

async function fromWorkbook(bytes: Buffer): Promise<RawLine[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
  const sheet = workbook.worksheets[0];
  if (!sheet) throw new Error('the workbook has no sheet');
  const columns = columnsOf(cellsOf(sheet.getRow(1)));
  const lines: RawLine[] = [];
  sheet.eachRow((row, line) => {
    const cells = cellsOf(row);
    if (line > 1 && cells.some((cell) => cell !== '')) lines.push({ line, record: recordFrom(columns, cells) });
  });
  return lines;
}

/** Rich text, formulas and numbers as they show on the sheet. */
function cellsOf(row: ExcelJS.Row): string[] {
  return Array.from({ length: row.cellCount }, (_, index) => row.getCell(index + 1).text.trim());
}

type Column = 'id' | 'text' | 'category';

function columnsOf(head: readonly string[]): Map<Column, number> {
  const names = head.map((name) => name.trim().toLowerCase());
  const absent = ['id', 'text'].filter((name) => !names.includes(name));
  if (absent.length > 0)
    throw new Error(`line 1: the header lacks ${absent.join(' and ')}; it must be id,text,category`);
  const columns: Column[] = ['id', 'text', 'category'];
  return new Map(columns.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)] as const] : [])));
}

const recordFrom = (columns: ReadonlyMap<Column, number>, cells: readonly string[]): Record<string, string> =>
  Object.fromEntries([...columns].map(([name, index]) => [name, cells[index] ?? '']));
