import { getMetadataStorage, type ValidationError } from 'class-validator';
import { jsonPointer } from './json-hygiene.js';
import { type FieldError } from './problem.js';

const MOST_ERRORS = 100;

/** class-validator's tree as a flat list. `place` says whether the path is a pointer into the body or a parameter's name. */
export function fieldErrorsOf(errors: readonly ValidationError[], place: 'pointer' | 'parameter'): FieldError[] {
  const found: FieldError[] = [];
  collect(errors, [], place, found);
  return found.slice(0, MOST_ERRORS);
}

function collect(
  errors: readonly ValidationError[],
  above: readonly string[],
  place: 'pointer' | 'parameter',
  found: FieldError[],
): void {
  for (const error of errors) {
    const path = [...above, error.property ?? ''];
    for (const [code, message] of Object.entries(error.constraints ?? {})) {
      found.push({
        [place]: place === 'pointer' ? jsonPointer(path) : path.join('.'),
        message: worded(error, code, message),
        code,
      });
    }
    if (error.children?.length) collect(error.children, path, place, found);
  }
}

/** Messages end "must be …": what would be right, without repeating the name that the pointer gives. */
function worded(error: ValidationError, code: string, message: string): string {
  if (code === 'whitelistValidation') return `is not a field here; ${knownFields(error.target)}`;
  if (code === 'nestedValidation') return 'must be a JSON object, or a list of them where a list is asked for';
  const withoutName = message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message;
  const missing = error.value === undefined ? '; it is missing' : '';
  return withoutName.replace(/^each value in \w+ must/, 'must hold values each of which must') + missing;
}

function knownFields(target: object | undefined): string {
  if (!target) return 'nothing is';
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))].sort();
  return names.length > 0 ? `known are ${names.join(', ')}` : 'none is known';
}
