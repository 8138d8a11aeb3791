import { stringify } from 'csv-stringify/sync';
import { type RollUp } from './read-roll-up.js';
import { rollUpTable } from './roll-up-table.js';

const BYTE_ORDER_MARK = '\ufeff';
const WIDEST = 40;

/** CSV with a byte order mark, without which a spreadsheet takes Chinese for another encoding. */
export function rollUpCsv(rollUp: RollUp): string {
  const { heading, rows } = rollUpTable(rollUp);
  return BYTE_ORDER_MARK + stringify([heading, ...rows], { record_delimiter: 'windows' });
}

/** XLSX with a title, frozen headings and widths that fit; texts are texts and no formulas. */
export async function rollUpXlsx(rollUp: RollUp, title: string): Promise<Buffer> {
  const { heading, rows } = rollUpTable(rollUp);
  const { default: exceljs } = await import('exceljs');
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('汇总', { views: [{ state: 'frozen', ySplit: 2, xSplit: 2 }] });
  sheet.addRow([title]);
  sheet.mergeCells(1, 1, 1, heading.length);
  sheet.getRow(1).font = { bold: true, size: 14 };
  sheet.addRow(heading).font = { bold: true };
  for (const row of rows) sheet.addRow(row);
  heading.forEach((label, i) => {
    const longest = Math.max(label.length * 2, ...rows.map((row) => String(row[i] ?? '').length * 1.5));
    sheet.getColumn(i + 1).width = Math.min(WIDEST, longest + 2);
  });
  return Buffer.from(await book.xlsx.writeBuffer());
}
