import { type GradingRule, type PackError, type RulePack } from './rule-pack.js';
import { type Matcher } from './text/matcher.js';
import { unknownConcepts } from './text/rule-phrases.js';

/** Phrases of a pack that name a concept which the lexicon lacks: they would be heard nowhere, and nobody would know. */
export function faultsOfPhrases(pack: RulePack, matcher: Pick<Matcher, 'byName'>): PackError[] {
  return pack.kind === 'base' ? faultsOf(pack.rules, '/rules', matcher) : faultsOf(pack.add, '/add', matcher);
}

const faultsOf = (rules: readonly GradingRule[], list: string, matcher: Pick<Matcher, 'byName'>): PackError[] =>
  rules.flatMap(({ phrases = [] }, nth) =>
    phrases.flatMap((phrase, index) =>
      unknownConcepts(phrase, matcher).map(({ path, concept }) => ({
        path: `${list}/${nth}/phrases/${index}${path}`,
        message: `there is no concept ${concept}`,
      })),
    ),
  );
