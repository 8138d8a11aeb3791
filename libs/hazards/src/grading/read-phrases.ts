import { FieldReader } from './field-reader.js';
import { countSpellings } from './text/expand-phrase.js';
import { parseElement } from './text/parse-element.js';
import { type RulePhrase } from './text/rule-phrases.js';

const MOST_PHRASES = 30;
const MOST_PARTS = 6;
/** A part is written out into all its spellings, so parentheses that multiply would fill the memory. */
const MOST_SPELLINGS = 2_000;
const WIDEST = 60;

/** How people word a rule, checked for form; whether its concepts exist is a question for the lexicon. */
export function readPhrases(rule: FieldReader): RulePhrase[] | undefined {
  if (!rule.has('phrases')) return undefined;
  const entries = rule.list('phrases', 1);
  if (entries.length > MOST_PHRASES) rule.refuse('phrases', `must be ${MOST_PHRASES} at most`);
  return entries
    .slice(0, MOST_PHRASES)
    .flatMap((entry, index) => readPhrase(entry, `${rule.at('phrases')}/${index}`, rule) ?? []);
}

function readPhrase(entry: unknown, path: string, rule: FieldReader): RulePhrase | undefined {
  const fields = FieldReader.of(entry, path, ['all', 'unless', 'near'], rule.errors);
  if (!fields) return undefined;
  return {
    all: readParts(fields, 'all'),
    unless: fields.has('unless') ? readParts(fields, 'unless') : undefined,
    near: fields.has('near') ? readNear(fields) : undefined,
  };
}

function readNear(fields: FieldReader): number {
  const near = fields.wholeNumber('near', 1);
  if (near > WIDEST) fields.refuse('near', `must be ${WIDEST} at most`);
  return near;
}

function readParts(fields: FieldReader, name: 'all' | 'unless'): string[] {
  const parts = fields.texts(name, 1);
  if (parts.length > MOST_PARTS) fields.refuse(name, `must have ${MOST_PARTS} parts at most`);
  parts.forEach((part, index) => {
    const fault = faultOf(part);
    if (fault) fields.errors.push({ path: `${fields.at(name)}/${index}`, message: fault });
  });
  return parts;
}

function faultOf(part: string): string | undefined {
  try {
    const { phrases } = parseElement(part);
    const words = phrases.split(/\s+/).filter((word) => word !== '');
    if (words.some((word) => word.split(/[~+]/).length > 2)) return 'must have one ~ or + in a word at most';
    if (words.some((word) => word.split(/[~+]/).includes(''))) return 'must have words on both sides of ~ and +';
    const spellings = words.flatMap((word) => word.split(/[~+]/)).reduce((sum, word) => sum + countSpellings(word), 0);
    return spellings > MOST_SPELLINGS ? `spells out to ${spellings} words; ${MOST_SPELLINGS} are the most` : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
