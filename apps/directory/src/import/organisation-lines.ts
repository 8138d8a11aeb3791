import { isCivilDate } from '#kernel/civil-date.js';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type FieldError } from '#platform/http/problem.js';
import { KIND_NAMES, organisationKindFrom } from './organisation-kind-from.js';
import { MOST_LEVELS } from './levels-of.js';
import { readCsv } from '#platform/tables/read-csv.js';
import { cellError, type TableLine } from '#platform/tables/table.js';

const COLUMNS = {
  required: ['code', 'name', 'kind', 'parentCode', 'zone'],
  optional: ['boarding', 'validFrom', 'validTo'],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

/** Codes stand in addresses and hazard numbers. */
export const CODE = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const BOARDING: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  是: true,
  false: false,
  no: false,
  '0': false,
  否: false,
};
const LONGEST_NAME = 100;

/** One line of an organisation import, each value understood by itself. */
export interface OrganisationLine {
  readonly line: number;
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  /** Empty: at the top. */
  readonly parentCode: string;
  /** Code or name of a zone below the parent; empty: directly below the parent. */
  readonly zone: string;
  /** These three keep what is there, or take their default, when absent. */
  readonly boarding?: boolean;
  readonly validFrom?: string;
  readonly validTo?: string;
}

export interface OrganisationLines {
  readonly lines: readonly OrganisationLine[];
  readonly errors: readonly FieldError[];
  /** Those whose place can be judged: a line below one that is at fault is not to blame for that. */
  readonly placeable: readonly OrganisationLine[];
}

/** Throws when the file as a whole cannot be read; otherwise names every value at fault. */
export function readOrganisationLines(bytes: Buffer | undefined): OrganisationLines {
  const table = readCsv(bytes, COLUMNS);
  const firstLine = new Map<string, number>();
  const broken = new Set(table.broken.flatMap(({ cells }) => [cells.code, cells.name]));
  const errors = table.broken.flatMap((line) => line.errors);
  const lines: OrganisationLine[] = [];
  for (const row of table.lines) {
    const { code, name } = row.cells;
    const faults = faultsOf(row);
    const earlier = code === '' ? undefined : firstLine.get(code);
    if (earlier === undefined) firstLine.set(code, row.line);
    else faults.push(cellError(row.line, 'code', `must be there once; line ${earlier} has it too`));
    if (faults.length === 0) lines.push(understood(row));
    else [code, name].forEach((each) => broken.add(each));
    errors.push(...faults);
  }
  return { lines, errors, placeable: placeable(lines, broken) };
}

function placeable(lines: readonly OrganisationLine[], broken: ReadonlySet<string>): readonly OrganisationLine[] {
  const unknown = new Set(broken);
  unknown.delete('');
  let left = lines;
  // One pass for each level that the tree may have.
  for (let level = 0; level < MOST_LEVELS && unknown.size > 0; level += 1) {
    left = left.filter(({ code, name, parentCode, zone }) => {
      const isPlaceable = !unknown.has(parentCode) && !unknown.has(zone);
      if (!isPlaceable) unknown.add(code).add(name);
      return isPlaceable;
    });
  }
  return left;
}

function faultsOf({ line, cells }: TableLine<Column>): FieldError[] {
  const { code, name, kind, boarding, validFrom, validTo } = cells;
  const faults: FieldError[] = [];
  const check = (isRight: boolean, column: Column, message: string): void => {
    if (!isRight) faults.push(cellError(line, column, message));
  };
  check(CODE.test(code), 'code', 'must be 1 to 64 letters, digits, dots, hyphens or underscores');
  check(name !== '' && name.length <= LONGEST_NAME, 'name', `must be a text of 1 to ${LONGEST_NAME} characters`);
  check(organisationKindFrom(kind) !== undefined, 'kind', `must be one of ${KIND_NAMES}`);
  check(cells.zone.length <= LONGEST_NAME, 'zone', `must be a text of at most ${LONGEST_NAME} characters`);
  check(
    boarding === '' || Object.hasOwn(BOARDING, boarding.toLowerCase()),
    'boarding',
    'must be true, false, 是 or 否',
  );
  check(validFrom === '' || isCivilDate(validFrom), 'validFrom', 'must be a date that exists, such as 2026-09-01');
  check(validTo === '' || isCivilDate(validTo), 'validTo', 'must be a date that exists, such as 2027-08-31');
  return faults;
}

function understood({ line, cells }: TableLine<Column>): OrganisationLine {
  const { code, name, kind, parentCode, zone, boarding, validFrom, validTo } = cells;
  const known = organisationKindFrom(kind);
  if (!known) throw new Error(`line ${line} was not checked`);
  return {
    line,
    code,
    name,
    kind: known,
    parentCode,
    zone,
    boarding: BOARDING[boarding.toLowerCase()],
    validFrom: validFrom || undefined,
    validTo: validTo || undefined,
  };
}
