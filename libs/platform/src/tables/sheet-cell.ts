import { type ValueType } from 'exceljs';

/** A cell as the library parses it. */
export interface SheetCell {
  readonly address?: string;
  readonly type?: number;
  readonly value?: unknown;
  readonly style?: { readonly numFmt?: string };
  /** Present, even if undefined, where the cell holds a formula of any kind. */
  readonly ref?: unknown;
}

export interface CellText {
  readonly text: string;
  /** What would be right, when the cell holds no value that could be taken. */
  readonly fault?: string;
}

/** The library's numbers; it is not loaded for them. */
const STRING: ValueType.String = 3;
const FORMULA: ValueType.Formula = 6;
/** A spreadsheet keeps 15 digits of a number, and has already lost the others. */
const FIRST_ROUNDED = 1e15;
const LEADING_ZEROS = /^0{2,20}$/;

/**
 * The text of a cell; dates as 2026-09-01 or, with a time of day, 2026-09-01T08:30:00, as the sheet shows them. The stored result of a
 * formula is refused: nobody computed it but the file's author, and other programs will show another one.
 */
export function textOf(cell: SheetCell, address: string): CellText {
  if (cell.type === FORMULA || 'ref' in cell)
    return { text: '', fault: `must be a value; the cell ${address} holds a formula: paste it as a value` };
  const { value } = cell;
  if (value === undefined || value === null) return { text: '' };
  if (typeof value === 'string') return { text: value.trim() };
  if (cell.type === STRING && typeof value === 'number')
    return { text: '', fault: `must be a value; the text of the cell ${address} is missing in the workbook` };
  if (typeof value === 'number') return numberText(value, cell.style?.numFmt, address);
  if (typeof value === 'boolean') return { text: String(value) };
  if (value instanceof Date) return dateText(value, address);
  if (typeof value === 'object' && 'richText' in value)
    return {
      text: (value.richText as { text?: string }[])
        .map(({ text = '' }) => text)
        .join('')
        .trim(),
    };
  return { text: '', fault: `must be a value; the cell ${address} holds an error of the spreadsheet` };
}

function numberText(value: number, format: string | undefined, address: string): CellText {
  if (!Number.isFinite(value))
    return { text: '', fault: `must be a value; the number in the cell ${address} cannot be read` };
  if (Math.abs(value) >= FIRST_ROUNDED)
    return {
      text: '',
      fault: `must be stored as text; the cell ${address} holds a number whose last digits the spreadsheet lost`,
    };
  const isPadded = format !== undefined && LEADING_ZEROS.test(format) && Number.isInteger(value) && value >= 0;
  return { text: isPadded ? String(value).padStart(format.length, '0') : String(value) };
}

/** The library counts as if the sheet's wall clock were UTC, and a time of day as a fraction comes back a little off. */
function dateText(value: Date, address: string): CellText {
  if (Number.isNaN(value.getTime()))
    return { text: '', fault: `must be a date that exists; the cell ${address} holds none` };
  const iso = new Date(Math.round(value.getTime() / 1_000) * 1_000).toISOString();
  return { text: iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19) };
}
