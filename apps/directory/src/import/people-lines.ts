import { ROLE_IDS, ROLES, roleFrom, type Role } from '#hazards/directory/role.js';
import { type FieldError } from '#platform/http/problem.js';
import { faultOfPassword } from '../sessions/password-rules.js';
import { readCsv } from '#platform/tables/read-csv.js';
import { cellError, type TableLine } from '#platform/tables/table.js';

const COLUMNS = {
  required: ['username', 'name', 'phone', 'email', 'post', 'organisationCode'],
  optional: ['password'],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

export const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u;
export const PHONE = /^\+?[0-9][0-9 -]{4,19}$/;
export const EMAIL = /^[^\s@<>"',;:]{1,64}@[^\s@<>"',;:]{1,190}$/;
const LONGEST_NAME = 60;
const ROLE_NAMES = ROLE_IDS.map((id) => `${id} (${ROLES[id].label})`).join(', ');

/** One line of a people import: a person in one post. */
export interface PersonLine {
  readonly line: number;
  readonly username: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly role: Role;
  readonly organisationCode: string;
  /** Empty: one is made. */
  readonly password: string;
}

/** Throws when the file as a whole cannot be read; otherwise names every value at fault. */
export function readPeopleLines(bytes: Buffer | undefined): {
  readonly lines: readonly PersonLine[];
  readonly errors: readonly FieldError[];
} {
  const table = readCsv(bytes, COLUMNS);
  const errors = table.broken.flatMap((line) => line.errors);
  const lines: PersonLine[] = [];
  for (const row of table.lines) {
    const faults = faultsOf(row);
    const role = roleFrom(row.cells.post);
    if (faults.length > 0 || !role) errors.push(...faults);
    else lines.push({ line: row.line, ...row.cells, role });
  }
  return { lines, errors };
}

function faultsOf({ line, cells }: TableLine<Column>): FieldError[] {
  const { username, name, phone, email, post, organisationCode, password } = cells;
  const faults: FieldError[] = [];
  const check = (isRight: boolean, column: Column, message: string): void => {
    if (!isRight) faults.push(cellError(line, column, message));
  };
  check(USERNAME.test(username), 'username', 'must be 2 to 64 letters, digits, dots, hyphens, underscores or @');
  check(name !== '' && name.length <= LONGEST_NAME, 'name', `must be a text of 1 to ${LONGEST_NAME} characters`);
  check(phone === '' || PHONE.test(phone), 'phone', 'must be a telephone number of 5 to 20 digits, or empty');
  check(email === '' || EMAIL.test(email), 'email', 'must be a mail address, or empty');
  check(roleFrom(post) !== undefined, 'post', `must be one of ${ROLE_NAMES}`);
  check(organisationCode !== '', 'organisationCode', 'must be the code of an organisation');
  const fault = password === '' ? undefined : faultOfPassword(password, username);
  check(fault === undefined, 'password', fault ?? '');
  return faults;
}
