import { PRIORITIES } from '../deadlines/priority.js';
import { isSchoolKind, ORGANISATION_KINDS, type OrganisationKind } from '../directory/organisation-kind.js';
import { CATEGORIES, CATEGORY_IDS } from './category.js';
import { FieldReader } from './field-reader.js';
import { INTERIM_MEASURE_IDS } from './interim-measure.js';
import { PLACE_TYPE_IDS } from './place-type.js';
import { readPhrases } from './read-phrases.js';
import {
  type Applicability,
  type CitationRef,
  type GradingRule,
  type PackError,
  type RuleAmendment,
  type RuleBasis,
  RULE_CLASSES,
  TEXT_SOURCES,
} from './rule-pack.js';

const BASIS_FIELDS = ['citation', 'textVerified', 'source'] as const;
const RULE_FIELDS = [
  ...['id', 'category', 'title', 'titleEn', 'condition', 'class', 'elsewhere', 'repeatClass', 'variantOf', 'group'],
  ...['element', 'appliesTo', 'jurisdiction', 'validFrom', 'validTo', 'defaultPriority', 'interimMeasures'],
  ...['needsConfirmation', 'confirmationReason', 'transfer', 'accountability', 'phrases'],
  ...BASIS_FIELDS,
];
const AMENDMENT_FIELDS = [
  ...['rule', 'class', 'defaultPriority', 'interimMeasures', 'needsConfirmation', 'reason'],
  ...BASIS_FIELDS,
];
const RULE_ID = /^[A-Z]{2}-[A-Z]?\d{2}[a-z]?$/;
const SCHOOL_KINDS = (Object.keys(ORGANISATION_KINDS) as OrganisationKind[]).filter(isSchoolKind);

/** The pack's own dates and jurisdiction hold for rules that do not state theirs. */
export interface RuleDefaults {
  validFrom: string;
  jurisdiction: string;
}

export function readRule(
  value: unknown,
  path: string,
  defaults: RuleDefaults,
  errors: PackError[],
): GradingRule | undefined {
  const fields = FieldReader.of(value, path, RULE_FIELDS, errors);
  if (!fields) return undefined;
  const category = fields.oneOf('category', CATEGORY_IDS);
  return {
    id: readRuleId(fields, CATEGORIES[category].prefix),
    category,
    title: fields.text('title'),
    titleEn: fields.text('titleEn'),
    condition: fields.text('condition'),
    class: fields.oneOf('class', RULE_CLASSES),
    elsewhere: fields.optionalOneOf('elsewhere', RULE_CLASSES),
    repeatClass: fields.optionalOneOf('repeatClass', RULE_CLASSES),
    variantOf: fields.optionalText('variantOf'),
    group: fields.optionalText('group'),
    element: fields.optionalText('element'),
    appliesTo: fields.has('appliesTo') ? readApplicability(fields) : undefined,
    jurisdiction: fields.optionalText('jurisdiction') ?? defaults.jurisdiction,
    validFrom: fields.optionalDate('validFrom') ?? defaults.validFrom,
    validTo: fields.optionalDate('validTo'),
    defaultPriority: fields.oneOf('defaultPriority', PRIORITIES),
    interimMeasures: fields.listOf('interimMeasures', INTERIM_MEASURE_IDS, 0),
    needsConfirmation: fields.optionalFlag('needsConfirmation'),
    confirmationReason: fields.optionalText('confirmationReason'),
    transfer: fields.optionalFlag('transfer'),
    accountability: fields.optionalFlag('accountability'),
    phrases: readPhrases(fields),
    ...readBasis(fields),
  };
}

/** `textVerified` and `source` are required; whether a citation may be missing is a question for the cross-check. */
export function readBasis(fields: FieldReader): RuleBasis {
  return {
    citation: fields.has('citation') ? readCitation(fields) : undefined,
    textVerified: fields.flag('textVerified'),
    source: fields.oneOf('source', TEXT_SOURCES),
  };
}

export function readAmendment(value: unknown, path: string, errors: PackError[]): RuleAmendment | undefined {
  const fields = FieldReader.of(value, path, AMENDMENT_FIELDS, errors);
  if (!fields) return undefined;
  return {
    rule: fields.text('rule'),
    class: fields.optionalOneOf('class', RULE_CLASSES),
    defaultPriority: fields.optionalOneOf('defaultPriority', PRIORITIES),
    interimMeasures: fields.has('interimMeasures')
      ? fields.listOf('interimMeasures', INTERIM_MEASURE_IDS, 1)
      : undefined,
    needsConfirmation: fields.optionalFlag('needsConfirmation'),
    reason: fields.text('reason'),
    citation: fields.has('citation') ? readCitation(fields) : undefined,
    textVerified: fields.optionalFlag('textVerified'),
    source: fields.optionalOneOf('source', TEXT_SOURCES),
  };
}

function readRuleId(fields: FieldReader, prefix: string): string {
  const id = fields.text('id');
  if (id && !RULE_ID.test(id)) fields.refuse('id', 'must look like FI-21, FI-16a or, in an overlay, FI-P01');
  else if (id && !id.startsWith(`${prefix}-`)) fields.refuse('id', `must begin with ${prefix}, as its category says`);
  return id;
}

function readCitation(parent: FieldReader): CitationRef | undefined {
  const allowed = ['document', 'article', 'articleToCheck'];
  const fields = FieldReader.of(parent.raw('citation'), parent.at('citation'), allowed, parent.errors);
  return (
    fields && {
      document: fields.text('document'),
      article: fields.optionalText('article'),
      articleToCheck: fields.optionalText('articleToCheck'),
    }
  );
}

function readApplicability(parent: FieldReader): Applicability | undefined {
  const allowed = ['schoolKinds', 'placeTypes', 'boarding'];
  const fields = FieldReader.of(parent.raw('appliesTo'), parent.at('appliesTo'), allowed, parent.errors);
  return (
    fields && {
      schoolKinds: fields.has('schoolKinds') ? fields.listOf('schoolKinds', SCHOOL_KINDS, 1) : undefined,
      placeTypes: fields.has('placeTypes') ? fields.listOf('placeTypes', PLACE_TYPE_IDS, 1) : undefined,
      boarding: fields.optionalFlag('boarding'),
    }
  );
}
