import { Problem, type FieldError } from './problem.js';
import { faultOfText } from './text-rules.js';

const MOST_PARAMETERS = 50;
const MOST_CHARACTERS = 500;

const faults = new WeakMap<object, FieldError[]>();

/**
 * Parses a query string. The router calls this before anything could catch an error, so faults are kept with the result
 * until `problemOfQuery` asks for them.
 */
export function parseQuery(text: string): Record<string, string> {
  const query = Object.create(null) as Record<string, string>;
  const found: FieldError[] = [];
  const parts = text === '' ? [] : text.split('&');
  if (parts.length > MOST_PARAMETERS)
    found.push({ parameter: '*', message: `must be at most ${MOST_PARAMETERS} parameters` });
  for (const part of parts.slice(0, MOST_PARAMETERS)) {
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    const fault = faultOf(name, value, query);
    if (fault) found.push({ parameter: printable(name), message: fault });
    else if (name) query[name] = value ?? '';
  }
  if (found.length > 0) faults.set(query, found);
  return query;
}

/** The problem of a query that `parseQuery` made; undefined when it can be used. */
export function problemOfQuery(query: unknown): Problem | undefined {
  const found = typeof query === 'object' && query !== null ? faults.get(query) : undefined;
  return found && Problem.malformed('The query string cannot be used; see errors.', found);
}

function faultOf(
  name: string | undefined,
  value: string | undefined,
  query: Record<string, string>,
): string | undefined {
  if (name === undefined || value === undefined) return 'must be UTF-8 in percent encoding';
  if (name === '') return value === '' ? undefined : 'must have a name before its "="';
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    return 'must not be there: this name is reserved';
  if (name in query) return 'must be given once; separate several values by commas where a list is taken';
  if (value.length > MOST_CHARACTERS) return `must have at most ${MOST_CHARACTERS} characters`;
  const fault = faultOfText(name) ?? faultOfText(value);
  return fault && `must be text without control characters; ${fault}`;
}

/** undefined where decodeURIComponent finds no UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** A wrong name goes back to the caller, and so into logs and terminals, in a shape that can do no harm there. */
function printable(name: string | undefined): string {
  return name !== undefined && /^[\w.:[\]-]{1,64}$/.test(name) ? name : '(unreadable)';
}
