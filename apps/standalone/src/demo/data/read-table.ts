import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** The rows of a CSV file that lies beside this one, by column name. */
export function readTable<Column extends string>(file: string): Record<Column, string>[] {
  return parse<Record<Column, string>>(readFileSync(new URL(file, import.meta.url)), { columns: true, bom: true });
}
