/** Column names of the fields of an object: dueAt → due_at. */
export const columnOf = remembered((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** Field names of the columns of a row: due_at → dueAt. */
export const fieldOf = remembered((column) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));

/** A row with its columns renamed to fields. Values stay as the driver made them. */
export function fromRow<T>(row: Record<string, unknown>): T {
  const fields: Record<string, unknown> = {};
  for (const column in row) fields[fieldOf(column)] = row[column];
  return fields as T;
}

/** Fields renamed to columns, as JSON for jsonb_populate_recordset; bytes become PostgreSQL's hex form. */
export function toRow(fields: object): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    row[columnOf(field)] = Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : (value as unknown);
  }
  return row;
}

/** Names come from the code and the schema, so there are only so many of them. */
function remembered(rename: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? rename(name);
    known.set(name, found);
    return found;
  };
}
