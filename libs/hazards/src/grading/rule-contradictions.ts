import { compareClasses, type GradingRule, type RuleBasis } from './rule-pack.js';

/** What two fields of a rule say against each other; `field` is where to look. */
export interface Contradiction {
  field: string;
  message: string;
}

/**
 * The sayings of one rule that cannot both hold. Only a text that somebody read makes a hazard major by itself, and only a
 * text that somebody read is cited by clause.
 */
export function ruleContradictions(rule: GradingRule): Contradiction[] {
  const found = basisContradictions(rule);
  const refuse = (field: string, message: string) => found.push({ field, message });
  if (rule.class === 'direct' && !rule.textVerified) {
    refuse('class', 'a direct rule needs a verified text; direct-unverified asks a person');
  }
  if ((rule.class === 'combined' || rule.elsewhere === 'combined') && !(rule.group && rule.element)) {
    refuse('element', 'a combined rule needs its group and element');
  }
  if (Boolean(rule.group) !== Boolean(rule.element)) refuse('group', 'group and element belong together');
  if (rule.needsConfirmation && compareClasses(rule.class, 'direct-unverified') < 0) {
    refuse('needsConfirmation', `a ${rule.class} rule has nothing to confirm`);
  }
  if (rule.repeatClass && compareClasses(rule.repeatClass, rule.class) <= 0) {
    refuse('repeatClass', `must be graver than ${rule.class}`);
  }
  if (rule.repeatClass === 'direct' && !rule.textVerified) refuse('repeatClass', 'direct needs a verified text');
  if (rule.elsewhere && !rule.appliesTo) refuse('elsewhere', 'needs appliesTo: the rule holds everywhere');
  if (rule.elsewhere && compareClasses(rule.elsewhere, rule.class) >= 0) {
    refuse('elsewhere', `must be lighter than ${rule.class}`);
  }
  if (rule.validTo && rule.validTo < rule.validFrom) refuse('validTo', 'is before validFrom');
  return found;
}

/** What a basis says against itself. */
export function basisContradictions(basis: RuleBasis): Contradiction[] {
  const found: Contradiction[] = [];
  if (basis.textVerified && !basis.citation)
    found.push({ field: 'citation', message: 'a verified text needs its citation' });
  if (basis.textVerified && basis.source === 'recalled') {
    found.push({ field: 'source', message: 'a text that was only recalled is not verified' });
  }
  if (!basis.textVerified && basis.citation?.article) {
    found.push({
      field: 'citation/article',
      message: 'a clause is cited only when its text is verified; keep it as articleToCheck',
    });
  }
  return found;
}
