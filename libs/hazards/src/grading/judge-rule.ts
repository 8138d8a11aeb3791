import { type OrganisationKind } from '../directory/organisation-kind.js';
import { type Grade } from './grade.js';
import { type PlaceType } from './place-type.js';
import { type EffectiveRule } from './effective-pack.js';
import { compareClasses, type RuleClass } from './rule-pack.js';

/** Where a hazard was found, as far as it is known; what is unknown excludes no rule. */
export interface GradedPlace {
  organisationKind: OrganisationKind;
  boarding?: boolean;
  placeType?: PlaceType;
}

export type MatchOrigin = 'ticked' | 'text';

/** Why a matched rule counts as it does. */
export const MATCH_REASONS = [
  'direct',
  'needs-confirmation',
  'text-unverified',
  'from-text',
  'element',
  'general',
  'repeated',
  'elsewhere',
  'not-applicable',
  'excluded',
] as const;
export type MatchReason = (typeof MATCH_REASONS)[number];

export interface MatchedRule {
  ruleId: string;
  /** The class that held in this case; see `reason`. */
  class: RuleClass;
  applies: boolean;
  grade: Grade;
  reason: MatchReason;
  textVerified: boolean;
  origin: MatchOrigin;
}

export interface RuleMatch {
  rule: EffectiveRule;
  origin: MatchOrigin;
  /** The degree that the wording of a text shows, where it differs from the rule's own. */
  degree?: RuleClass;
  repeated: boolean;
  excluded: boolean;
}

/**
 * What one matched rule makes of the hazard. Major takes all of: class direct, text verified, ticked by a person, nothing
 * left to confirm. A rule that falls short of one of these asks the bureau; order 16 knows no third grade.
 */
export function judgeRule(match: RuleMatch, place: GradedPlace): MatchedRule {
  const { rule, origin } = match;
  const result = (ruleClass: RuleClass, grade: Grade, reason: MatchReason, applies = true): MatchedRule => ({
    ruleId: rule.id,
    class: ruleClass,
    applies,
    grade,
    reason,
    textVerified: rule.textVerified,
    origin,
  });

  const holds = holdsAt(rule, place);
  if (!holds && !rule.elsewhere) return result(rule.class, 'general', 'not-applicable', false);
  if (match.excluded) return result(rule.class, 'general', 'excluded', false);

  const ruleClass = classOf(match, holds);
  if (ruleClass === 'general') return result(ruleClass, 'general', 'general');
  if (ruleClass === 'combined') return result(ruleClass, 'general', holds ? 'element' : 'elsewhere');
  if (origin === 'text') return result(ruleClass, 'suspected-major', 'from-text');
  const repeatedReason = compareClasses(ruleClass, rule.class) > 0 ? 'repeated' : undefined;
  if (ruleClass === 'direct-unverified' || !rule.textVerified) {
    return result(ruleClass, 'suspected-major', repeatedReason ?? 'text-unverified');
  }
  if (rule.needsConfirmation) return result(ruleClass, 'suspected-major', 'needs-confirmation');
  return result(ruleClass, 'major', repeatedReason ?? 'direct');
}

function classOf({ rule, degree, origin, repeated }: RuleMatch, holds: boolean): RuleClass {
  if (!holds && rule.elsewhere) return rule.elsewhere;
  const stated = origin === 'text' && degree ? degree : rule.class;
  return repeated && rule.repeatClass && compareClasses(rule.repeatClass, stated) > 0 ? rule.repeatClass : stated;
}

/** True unless something that is known about the place speaks against it. */
export function holdsAt({ appliesTo }: Pick<EffectiveRule, 'appliesTo'>, place: GradedPlace): boolean {
  if (!appliesTo) return true;
  const { schoolKinds, placeTypes, boarding } = appliesTo;
  if (schoolKinds && !schoolKinds.includes(place.organisationKind)) return false;
  if (placeTypes && place.placeType && !placeTypes.includes(place.placeType)) return false;
  return boarding === undefined || place.boarding === undefined || place.boarding === boarding;
}
