import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

export type Class = new (...args: unknown[]) => object;
type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;
type Schema = Record<string, unknown>;

/** Where @nestjs/swagger keeps what @ApiProperty declares. */
const DESCRIBED = 'swagger/apiModelProperties';
const OPTIONAL = 'conditionalValidation';
const NESTED = 'nestedValidation';
const ID_EXAMPLE = '0190a5b0-7c3e-7000-8000-000000000000';

/** What a rule of class-validator, or of field-rules.ts, says about a value, in JSON Schema. */
const SCHEMA_OF_RULE: Record<string, (constraints: readonly unknown[]) => Schema> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: ([min]) => ({ type: 'string', minLength: min }),
  maxLength: ([max]) => ({ type: 'string', maxLength: max }),
  isLength: ([min, max]) => ({ type: 'string', minLength: min, maxLength: max }),
  matches: ([pattern]) => ({ type: 'string', pattern: pattern instanceof RegExp ? pattern.source : pattern }),
  isIn: ([values]) => ({ enum: values }),
  isEnum: ([values]) => ({ enum: Object.values(values as object) }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  min: ([min]) => ({ minimum: min }),
  max: ([max]) => ({ maximum: max }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isUuid: () => ({ type: 'string', format: 'uuid', example: ID_EXAMPLE }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isSafeText: ([min, max]) => ({ type: 'string', minLength: min, maxLength: max }),
  isCivilDate: () => ({ type: 'string', format: 'date', example: '2026-10-01' }),
  isIsoInstant: () => ({ type: 'string', format: 'date-time', example: '2026-10-01T08:30:00+08:00' }),
  isId: () => ({ type: 'string', format: 'uuid', example: ID_EXAMPLE }),
};

const SCHEMA_OF_LIST_RULE: Record<string, (constraints: readonly unknown[]) => Schema> = {
  arrayMinSize: ([min]) => ({ minItems: min }),
  arrayMaxSize: ([max]) => ({ maxItems: max }),
  arrayUnique: () => ({ uniqueItems: true }),
  arrayNotEmpty: () => ({ minItems: 1 }),
};

/**
 * Tells @nestjs/swagger about the fields of a class from the rules that check them, so that document and check cannot differ. Fields
 * with an @ApiProperty of their own are left alone. Answers the classes it met, the nested ones included.
 */
export function describeFields(described: Class, met = new Set<Class>()): ReadonlySet<Class> {
  if (met.has(described)) return met;
  met.add(described);
  const rules = getMetadataStorage().getTargetValidationMetadatas(described, '', false, false);
  for (const property of new Set(rules.map(({ propertyName }) => propertyName))) {
    const own = rules.filter(({ propertyName }) => propertyName === property);
    const nested = own.some(({ type }) => type === NESTED) ? nestedClassOf(described, property) : undefined;
    if (nested) describeFields(nested, met);
    const prototype = described.prototype as object;
    if (Reflect.hasMetadata(DESCRIBED, prototype, property)) continue;
    ApiProperty(fieldOptions(prototype, property, own, nested))(prototype, property);
  }
  return met;
}

function fieldOptions(
  prototype: object,
  property: string,
  rules: Rules,
  nested: Class | undefined,
): ApiPropertyOptions {
  const declared = Reflect.getMetadata('design:type', prototype, property) as unknown;
  const isList = declared === Array;
  const required = !rules.some(({ type }) => type === OPTIONAL);
  const list = schemaOf(rules, SCHEMA_OF_LIST_RULE);
  if (nested) return { type: () => nested, isArray: isList, required, ...list };
  const schema = { ...(isList ? {} : builtIn(declared)), ...schemaOf(rules, SCHEMA_OF_RULE) };
  return { required, ...(isList ? { type: 'array', items: schema, ...list } : schema) };
}

function schemaOf(rules: Rules, known: typeof SCHEMA_OF_RULE): Schema {
  // Metadata lists the decorators from the bottom up; the one nearest to the top has the last word.
  const parts = rules.map(({ name, constraints }) => known[name ?? '']?.((constraints as unknown[] | undefined) ?? []));
  return Object.assign({}, ...parts) as Schema;
}

function builtIn(declared: unknown): Schema {
  if (declared === String) return { type: 'string' };
  if (declared === Number) return { type: 'number' };
  return declared === Boolean ? { type: 'boolean' } : { type: 'object', additionalProperties: true };
}

/** class-transformer keeps its @Type() metadata to itself, so it is asked to make one. */
function nestedClassOf(described: Class, property: string): Class | undefined {
  const made = plainToInstance(described, { [property]: [{}] }) as Record<string, unknown>;
  const member = [made[property]].flat()[0] as object | undefined;
  return member && member.constructor !== Object ? (member.constructor as Class) : undefined;
}
