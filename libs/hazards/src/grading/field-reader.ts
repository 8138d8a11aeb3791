import { isCivilDate } from '#kernel/civil-date.js';
import { type PackError } from './rule-pack.js';

type Fields = Record<string, unknown>;

/**
 * Reads one object of submitted data field by field and notes everything that is wrong, each with its JSON pointer. A field
 * that cannot be read answers with a harmless value: the errors decide whether anybody sees it.
 */
export class FieldReader {
  private constructor(
    private readonly fields: Fields,
    readonly path: string,
    readonly errors: PackError[],
  ) {}

  /** Fields outside `allowed` are refused, so that a typing error is not taken for silence. */
  static of(value: unknown, path: string, allowed: readonly string[], errors: PackError[]): FieldReader | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      errors.push({ path, message: 'must be an object' });
      return undefined;
    }
    const reader = new FieldReader(value as Fields, path, errors);
    for (const name of Object.keys(value)) {
      if (!allowed.includes(name)) reader.refuse(name, 'is not a field here');
    }
    return reader;
  }

  refuse(name: string, message: string): void {
    this.errors.push({ path: this.at(name), message });
  }

  at(name: string | number): string {
    return `${this.path}/${escapePointer(String(name))}`;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.fields[name];
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.refuse(name, 'must be a text that is not blank');
    return '';
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  flag(name: string): boolean {
    if (typeof this.fields[name] === 'boolean') return this.fields[name];
    this.refuse(name, 'must be true or false');
    return false;
  }

  optionalFlag(name: string): boolean | undefined {
    return this.has(name) ? this.flag(name) : undefined;
  }

  wholeNumber(name: string, least: number): number {
    const value = this.fields[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    this.refuse(name, `must be a whole number from ${least}`);
    return least;
  }

  date(name: string): string {
    const value = this.fields[name];
    if (isCivilDate(value)) return value;
    this.refuse(name, 'must be a date that exists, as YYYY-MM-DD');
    return '0000-01-01';
  }

  optionalDate(name: string): string | undefined {
    return this.has(name) ? this.date(name) : undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    return chosen(this.fields[name], this.at(name), values, this.errors);
  }

  optionalOneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    return this.has(name) ? this.oneOf(name, values) : undefined;
  }

  /** A list without repetitions; `least` entries are required. */
  listOf<T extends string>(name: string, values: readonly T[], least: number): T[] {
    const seen = new Set<T>();
    this.list(name, least).forEach((value, index) => {
      const path = this.at(name) + `/${index}`;
      const entry = chosen(value, path, values, this.errors);
      if (seen.has(entry)) this.errors.push({ path, message: `${entry} is listed twice` });
      seen.add(entry);
    });
    return [...seen];
  }

  texts(name: string, least: number): string[] {
    const seen = new Set<string>();
    this.list(name, least).forEach((value, index) => {
      const path = this.at(name) + `/${index}`;
      if (typeof value !== 'string' || !value.trim()) this.errors.push({ path, message: 'must be a text' });
      else if (seen.has(value)) this.errors.push({ path, message: `${value} is listed twice` });
      else seen.add(value);
    });
    return [...seen];
  }

  list(name: string, least = 0): unknown[] {
    const value = this.fields[name];
    if (value === undefined && least === 0) return [];
    if (Array.isArray(value) && value.length >= least) return value;
    this.refuse(name, least > 0 ? `must be a list of at least ${least}` : 'must be a list');
    return [];
  }

  /** The entries of an object that names its parts by key. */
  entries(name: string): [string, unknown][] {
    const value = this.fields[name];
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
    this.refuse(name, 'must be an object');
    return [];
  }
}

function chosen<T extends string>(value: unknown, path: string, values: readonly T[], errors: PackError[]): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const choice = values.length <= 12 ? `; one of ${values.join(', ')}` : '';
  errors.push({ path, message: `does not know ${written}${choice}` });
  return values[0] as T;
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
