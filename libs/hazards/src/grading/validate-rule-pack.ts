import { checkReferences } from './check-references.js';
import { FieldReader } from './field-reader.js';
import { readExclusion, readExternalCause, readGroup, readGroupAmendment, readRetired } from './read-combined.js';
import { readAmendment, readRule } from './read-rule.js';
import {
  type BasePack,
  type LegalDocument,
  type OverlayPack,
  type PackError,
  PACK_LEVELS,
  type RulePack,
} from './rule-pack.js';

export type PackValidation = { ok: true; pack: RulePack } | { ok: false; errors: PackError[] };

const HEAD = ['id', 'kind', 'title', 'titleEn', 'level', 'jurisdiction', 'validFrom', 'validTo', 'documents'];
const BASE_FIELDS = [...HEAD, 'rules', 'retired', 'combined', 'exclusions', 'externalCause'];
const OVERLAY_FIELDS = [...HEAD, 'extends', 'add', 'tighten', 'switch', 'combined'];
const PACK_ID = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;

/**
 * Accepts a pack as parsed from its files, or names everything that is wrong with it at once. What an overlay says about its
 * base can only be checked beside the base: composeRulePacks does that.
 */
export function validateRulePack(input: unknown): PackValidation {
  const errors: PackError[] = [];
  const kind: unknown = typeof input === 'object' && input !== null ? (input as { kind?: unknown }).kind : undefined;
  const fields = FieldReader.of(input, '', kind === 'overlay' ? OVERLAY_FIELDS : BASE_FIELDS, errors);
  if (!fields) return { ok: false, errors };

  fields.oneOf('kind', ['base', 'overlay']);
  const pack = kind === 'overlay' ? readOverlay(fields) : readBase(fields);
  if (errors.length === 0) checkReferences(pack, errors);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, pack };
}

function readHead(fields: FieldReader) {
  const id = fields.text('id');
  if (id && !PACK_ID.test(id)) fields.refuse('id', 'must be of small letters, digits, dots and hyphens');
  const head = {
    id,
    title: fields.text('title'),
    titleEn: fields.text('titleEn'),
    level: fields.oneOf('level', PACK_LEVELS),
    jurisdiction: fields.text('jurisdiction'),
    validFrom: fields.date('validFrom'),
    validTo: fields.optionalDate('validTo'),
    documents: readDocuments(fields),
  };
  if (head.validTo && head.validTo < head.validFrom) fields.refuse('validTo', 'is before validFrom');
  return head;
}

function readBase(fields: FieldReader): BasePack {
  const head = readHead(fields);
  const read = partsOf(fields);
  if (head.level !== 'national') fields.refuse('level', 'a base pack is national');
  const externalCause = readExternalCause(fields.raw('externalCause'), fields.at('externalCause'), fields.errors);
  return {
    ...head,
    kind: 'base',
    rules: read('rules', 1, (entry, path) => readRule(entry, path, head, fields.errors)),
    retired: read('retired', 0, (entry, path) => readRetired(entry, path, fields.errors)),
    combined: read('combined', 0, (entry, path) => readGroup(entry, path, fields.errors)),
    exclusions: read('exclusions', 0, (entry, path) => readExclusion(entry, path, fields.errors)),
    externalCause: externalCause ?? { result: 'suspected-major', textVerified: false, source: 'recalled' },
  };
}

function readOverlay(fields: FieldReader): OverlayPack {
  const head = readHead(fields);
  const read = partsOf(fields);
  if (head.level === 'national') fields.refuse('level', 'an overlay belongs to a province, city or district');
  return {
    ...head,
    kind: 'overlay',
    extends: fields.texts('extends', 1),
    add: read('add', 0, (entry, path) => readRule(entry, path, head, fields.errors)),
    tighten: read('tighten', 0, (entry, path) => readAmendment(entry, path, fields.errors)),
    switch: read('switch', 0, (entry, path) => readAmendment(entry, path, fields.errors)),
    combined: read('combined', 0, (entry, path) => readGroupAmendment(entry, path, fields.errors)),
  };
}

/** Reads each entry of a list; entries that are no object are refused by the reader and left out. */
const partsOf =
  (fields: FieldReader) =>
  <T>(name: string, least: number, readOne: (entry: unknown, path: string) => T | undefined): T[] =>
    fields.list(name, least).flatMap((entry, index) => readOne(entry, `${fields.at(name)}/${index}`) ?? []);

function readDocuments(fields: FieldReader): Record<string, LegalDocument> {
  const documents: Record<string, LegalDocument> = {};
  for (const [name, value] of fields.entries('documents')) {
    const path = `${fields.at('documents')}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const document = FieldReader.of(value, path, ['title', 'number', 'url'], fields.errors);
    if (!document) continue;
    documents[name] = {
      title: document.text('title'),
      number: document.optionalText('number'),
      url: document.optionalText('url'),
    };
  }
  return documents;
}
