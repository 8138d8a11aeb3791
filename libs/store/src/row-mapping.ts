/** Column names of the fields of an object: dueAt → due_at. */
export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Field names of the columns of a row: due_at → dueAt. */
export const fieldOf = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A row with its columns renamed to fields. Values stay as the driver made them. */
export function fromRow<T>(row: Record<string, unknown>): T {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [fieldOf(column), value])) as T;
}

/** Fields renamed to columns, as JSON for jsonb_populate_recordset; bytes become PostgreSQL's hex form. */
export function toRow(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      columnOf(field),
      Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : (value as unknown),
    ]),
  );
}
