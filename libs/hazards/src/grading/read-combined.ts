import { CATEGORY_IDS } from './category.js';
import { FieldReader } from './field-reader.js';
import { INTERIM_MEASURE_IDS } from './interim-measure.js';
import { PLACE_TYPE_IDS } from './place-type.js';
import { readBasis } from './read-rule.js';
import {
  type CombinedGroup,
  type Exclusion,
  type ExternalCauseRule,
  type GroupAmendment,
  type PackError,
  type RetiredRule,
  type Threshold,
} from './rule-pack.js';

const RAISED = ['suspected-major', 'major'] as const;
const BASIS = ['citation', 'textVerified', 'source'];
const GROUP_FIELDS = [
  ...['id', 'title', 'titleEn', 'result', 'reason', 'interimMeasures', 'occupancies', 'defaultOccupancies'],
  ...['thresholds', ...BASIS],
];

export function readGroup(value: unknown, path: string, errors: PackError[]): CombinedGroup | undefined {
  const fields = FieldReader.of(value, path, GROUP_FIELDS, errors);
  if (!fields) return undefined;
  const occupancies: CombinedGroup['occupancies'] = {};
  const named = FieldReader.of(fields.raw('occupancies') ?? {}, fields.at('occupancies'), names(fields), errors);
  for (const [name] of fields.entries('occupancies')) {
    occupancies[name] = named ? named.listOf(name, PLACE_TYPE_IDS, 1) : [];
  }
  const known = Object.keys(occupancies);
  return {
    id: fields.text('id'),
    title: fields.text('title'),
    titleEn: fields.text('titleEn'),
    result: fields.oneOf('result', RAISED),
    reason: fields.text('reason'),
    interimMeasures: fields.listOf('interimMeasures', INTERIM_MEASURE_IDS, 0),
    occupancies,
    defaultOccupancies: fields.listOf('defaultOccupancies', known, 0),
    thresholds: fields
      .list('thresholds', 1)
      .flatMap((entry, i) => readThreshold(entry, `${fields.at('thresholds')}/${i}`, known, errors) ?? []),
    ...readBasis(fields),
  };
}

const names = (fields: FieldReader): string[] => fields.entries('occupancies').map(([name]) => name);

function readThreshold(
  value: unknown,
  path: string,
  occupancies: string[],
  errors: PackError[],
): Threshold | undefined {
  const fields = FieldReader.of(value, path, ['id', 'occupancies', 'count', 'elements'], errors);
  if (!fields) return undefined;
  return {
    id: fields.text('id'),
    occupancies: fields.raw('occupancies') === 'any' ? 'any' : fields.listOf('occupancies', occupancies, 1),
    count: fields.wholeNumber('count', 1),
    elements: fields.raw('elements') === 'any' ? 'any' : fields.texts('elements', 1),
  };
}

export function readGroupAmendment(value: unknown, path: string, errors: PackError[]): GroupAmendment | undefined {
  const fields = FieldReader.of(value, path, ['group', 'result', 'counts', 'reason'], errors);
  if (!fields) return undefined;
  const thresholds = fields.entries('counts').map(([name]) => name);
  const counts = FieldReader.of(fields.raw('counts') ?? {}, fields.at('counts'), thresholds, errors);
  return {
    group: fields.text('group'),
    result: fields.optionalOneOf('result', RAISED),
    counts: counts && Object.fromEntries(thresholds.map((name) => [name, counts.wholeNumber(name, 1)])),
    reason: fields.text('reason'),
  };
}

export function readExclusion(value: unknown, path: string, errors: PackError[]): Exclusion | undefined {
  const fields = FieldReader.of(value, path, ['id', 'title', 'titleEn', 'categories'], errors);
  if (!fields) return undefined;
  return {
    id: fields.text('id'),
    title: fields.text('title'),
    titleEn: fields.text('titleEn'),
    categories: fields.listOf('categories', CATEGORY_IDS, 1),
  };
}

export function readRetired(value: unknown, path: string, errors: PackError[]): RetiredRule | undefined {
  const fields = FieldReader.of(value, path, ['id', 'replacedBy'], errors);
  return fields && { id: fields.text('id'), replacedBy: fields.texts('replacedBy', 0) };
}

export function readExternalCause(value: unknown, path: string, errors: PackError[]): ExternalCauseRule | undefined {
  const fields = FieldReader.of(value, path, ['result', ...BASIS], errors);
  return fields && { result: fields.oneOf('result', RAISED), ...readBasis(fields) };
}
