import { type FieldError, Problem } from '../http/problem.js';
import { faultOfText } from '../http/text-rules.js';

/** Lines that one import may have, the header not counted, where the columns do not say otherwise. */
export const MOST_LINES = 50_000;
/** No import of this system has nearly as many; a wider sheet is something else. */
export const MOST_COLUMNS = 30;

export interface TableColumns<R extends string, O extends string> {
  readonly required: readonly R[];
  readonly optional: readonly O[];
  /** Other headings, such as Chinese ones, under which a column is recognised. */
  readonly headings?: Readonly<Partial<Record<R | O, readonly string[]>>>;
  /** Columns whose cells may hold line feeds and tabs. */
  readonly multiline?: readonly (R | O)[];
  readonly mostLines?: number;
}

/** One row of a file before its columns are known. */
export interface TableRecord {
  readonly line: number;
  readonly values: readonly string[];
  /** What is wrong with single cells, by their index; only spreadsheets have such. */
  readonly faults?: ReadonlyMap<number, string>;
}

export interface TableLine<C extends string> {
  /** As a text editor counts, the header being line 1; in a spreadsheet the number of the row. */
  readonly line: number;
  /** Without white space at the ends; absent columns read as empty. */
  readonly cells: Readonly<Record<C, string>>;
}

export interface BrokenLine<C extends string> extends TableLine<C> {
  readonly errors: readonly FieldError[];
}

export interface Table<C extends string> {
  readonly lines: readonly TableLine<C>[];
  /** Lines that could not be read, with their cells as far as they can be told apart; the others can be checked all the same. */
  readonly broken: readonly BrokenLine<C>[];
}

/** The place of a cell in an error: lines are all that a spreadsheet and this program have in common. */
export const cellError = (line: number, column: string, message: string): FieldError => ({
  pointer: `/lines/${line}/${column}`,
  message,
});

/** Makes a table of records whose first one names the columns; throws the problem of a file of which no line can be read. */
export function tableOf<R extends string, O extends string>(
  records: readonly TableRecord[],
  columns: TableColumns<R, O>,
): Table<R | O> {
  const [header, ...rest] = records;
  if (!header) throw Problem.malformed('The file is empty; its first line must name the columns.');
  const names = columnsOf(header, columns);
  if (rest.length === 0) throw Problem.unprocessable('The file has no line below its header.');
  const most = columns.mostLines ?? MOST_LINES;
  if (rest.length > most)
    throw Problem.unprocessable(`The file has ${rest.length} lines; at most ${most} are taken at once.`);

  const empty = Object.fromEntries([...columns.required, ...columns.optional].map((name) => [name, '']));
  const multiline = new Set<string>(columns.multiline);
  const lines: TableLine<R | O>[] = [];
  const broken: BrokenLine<R | O>[] = [];
  for (const record of rest) {
    const { line } = record;
    const values = record.values.map((value, i) =>
      multiline.has(names[i] ?? '') ? value.replaceAll(/\r\n?/g, '\n') : value,
    );
    const errors = faultsOf({ ...record, values }, names, multiline);
    const cells = { ...empty, ...Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) } as Record<
      R | O,
      string
    >;
    if (errors.length > 0) broken.push({ line, cells, errors });
    else lines.push({ line, cells });
  }
  return { lines, broken };
}

/** The columns in the order of the header; throws when it names other ones than are asked for. */
function columnsOf(header: TableRecord, columns: TableColumns<string, string>): readonly string[] {
  const { required, optional } = columns;
  if (header.values.length > MOST_COLUMNS)
    throw Problem.unprocessable(`The file has ${header.values.length} columns; at most ${MOST_COLUMNS} are taken.`);
  const known: readonly string[] = [...required, ...optional];
  const byHeading = new Map(
    known.flatMap((id) => [id, ...(columns.headings?.[id] ?? [])].map((each) => [folded(each), id])),
  );
  const found = header.values.map((heading) => byHeading.get(folded(heading)));
  const described = known.map((id) => nameOf(id, columns)).join(', ');
  const errors = [
    ...required
      .filter((id) => !found.includes(id))
      .map((id) => cellError(1, id, `must be among the columns${aliasOf(id, columns)}; it is missing`)),
    ...header.values.flatMap((heading, i) => {
      const id = found[i];
      const fault = header.faults?.get(i);
      if (fault !== undefined) return [cellError(1, pointerPart(heading, i), fault)];
      if (id === undefined)
        return [cellError(1, pointerPart(heading, i), `is not a column here; known are ${described}`)];
      return found.indexOf(id) === i ? [] : [cellError(1, id, 'must be there once')];
    }),
  ];
  if (errors.length > 0)
    throw Problem.unprocessable('The columns of the file are not the right ones; see errors.', errors);
  return found as string[];
}

/** Headings are compared without what templates add for the eye: blanks, full-width forms, the star of a required column. */
const folded = (heading: string): string => heading.normalize('NFKC').replaceAll(/[\s*]+/g, '');

const aliasOf = (id: string, { headings }: TableColumns<string, string>): string => {
  const first = headings?.[id]?.[0];
  return first === undefined ? '' : ` as ${id} or ${first}`;
};

const nameOf = (id: string, { headings }: TableColumns<string, string>): string => {
  const first = headings?.[id]?.[0];
  return first === undefined ? id : `${id} (${first})`;
};

/** The heading itself where it can stand in a pointer, otherwise the number of the column. */
const pointerPart = (heading: string, i: number): string =>
  /^[\p{L}\p{N}_.-]{1,40}$/u.test(heading) ? heading : String(i + 1);

function faultsOf(record: TableRecord, names: readonly string[], multiline: ReadonlySet<string>): FieldError[] {
  const { line, values, faults } = record;
  if (values.length !== names.length) {
    const message = `must have ${names.length} values, one for each column; it has ${values.length}`;
    return [{ pointer: `/lines/${line}`, message }];
  }
  return values.flatMap((value, i) => {
    const column = names[i] ?? '';
    const known = faults?.get(i);
    if (known !== undefined) return [cellError(line, column, known)];
    const isBroken = !multiline.has(column) && /[\n\t]/.test(value);
    const fault = faultOfText(value) ?? (isBroken ? 'it holds a line feed or a tab' : undefined);
    const shape = multiline.has(column) ? 'text' : 'one line of text';
    return fault ? [cellError(line, column, `must be ${shape} without control characters; ${fault}`)] : [];
  });
}
