import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isCivilDate } from '#kernel/civil-date.js';
import { isUuid } from '#kernel/ids.js';
import { faultOfText } from './text-rules.js';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

interface Rule {
  readonly name: string;
  /** What would be right, as the end of "must be …"; it may look at the value to name its fault. */
  readonly right: (value: unknown) => string;
  readonly test: (value: unknown) => boolean;
  readonly constraints?: unknown[];
}

function ruled({ name, right, test, constraints }: Rule, options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = (args?: { value: unknown }): string => `must be ${right(args?.value)}`;
  return ValidateBy({ name, constraints, validator: { validate: test, defaultMessage } }, options);
}

export interface TextLimits {
  /** Counted in UTF-16 code units, as OpenAPI's maxLength is in practice. */
  readonly max: number;
  readonly min?: number;
}

/** A text that can be stored and shown: well-formed, not blank, without control characters other than line feed and tab. */
export function IsSafeText({ max, min = 1 }: TextLimits, options?: ValidationOptions): PropertyDecorator {
  const right = (value: unknown): string => {
    const size = `a text of ${min} to ${max} characters`;
    if (typeof value !== 'string') return size;
    const fault = faultOfText(value);
    if (fault) return `${size} without control characters other than line feed and tab; ${fault}`;
    return value.length > max || value.length < min ? `${size}; it has ${value.length}` : `${size} that is not blank`;
  };
  const test = (value: unknown): boolean =>
    typeof value === 'string' &&
    value.length >= min &&
    value.length <= max &&
    (min === 0 || value.trim() !== '') &&
    faultOfText(value) === undefined;
  return ruled({ name: 'isSafeText', right, test, constraints: [min, max] }, options);
}

/** A date that exists, as YYYY-MM-DD. */
export function IsCivilDate(options?: ValidationOptions): PropertyDecorator {
  return ruled(
    { name: 'isCivilDate', right: () => 'a date that exists, such as 2026-02-28', test: isCivilDate },
    options,
  );
}

/** True for an ISO 8601 instant with seconds and an offset. Without an offset it would mean a different time in each zone. */
export function isIsoInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const date = INSTANT.exec(value)?.[1];
  // At the edge of the years the offset may lead out of them.
  return date !== undefined && isCivilDate(date) && /^(?!0000)\d{4}-/.test(writtenInUtc(value));
}

function writtenInUtc(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

export function IsIsoInstant(options?: ValidationOptions): PropertyDecorator {
  const right = (): string => 'an instant with an offset, such as 2026-10-01T08:30:00+08:00';
  return ruled({ name: 'isIsoInstant', right, test: isIsoInstant }, options);
}

/** The id of a resource, as this system hands them out. */
export function IsId(options?: ValidationOptions): PropertyDecorator {
  const test = (value: unknown): boolean => typeof value === 'string' && isUuid(value);
  return ruled({ name: 'isId', right: () => 'an id, such as 0190a5b0-7c3e-7000-8000-000000000000', test }, options);
}
