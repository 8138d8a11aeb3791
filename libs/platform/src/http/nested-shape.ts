import { getMetadataStorage } from 'class-validator';
import { jsonPointer } from './json-hygiene.js';
import { type FieldError } from './problem.js';

const NESTED = 'nestedValidation';

interface NestedField {
  readonly property: string;
  readonly isList: boolean;
}

const fieldsByClass = new WeakMap<object, readonly NestedField[]>();

/**
 * Finds lists where a class declares one nested object, and objects where it declares a list. class-validator checks the
 * members of either alike, so that an empty list would pass for a valid object.
 */
export function shapeErrorsOf(instance: object, above: readonly (string | number)[] = []): FieldError[] {
  return nestedFieldsOf(instance).flatMap(({ property, isList }) => {
    const value = (instance as Record<string, unknown>)[property];
    if (value === undefined || value === null) return [];
    const path = [...above, property];
    if (isList !== Array.isArray(value)) {
      const message = isList ? 'must be a list' : 'must be a JSON object';
      return [{ pointer: jsonPointer(path), message, code: NESTED }];
    }
    const members = Array.isArray(value) ? (value as unknown[]) : [value];
    return members.flatMap((member, index) => {
      if (typeof member !== 'object' || member === null) return [];
      return shapeErrorsOf(member, isList ? [...path, index] : path);
    });
  });
}

function nestedFieldsOf(instance: object): readonly NestedField[] {
  const existing = fieldsByClass.get(instance.constructor);
  if (existing) return existing;
  const rules = getMetadataStorage().getTargetValidationMetadatas(instance.constructor, '', false, false);
  const properties = new Set(rules.filter(({ type }) => type === NESTED).map(({ propertyName }) => propertyName));
  const fields = [...properties].map((property) => {
    return { property, isList: Reflect.getMetadata('design:type', instance, property) === Array };
  });
  fieldsByClass.set(instance.constructor, fields);
  return fields;
}
