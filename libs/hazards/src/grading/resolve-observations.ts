import { type MatchOrigin } from './judge-rule.js';
import { type EffectivePack, type EffectiveRule } from './effective-pack.js';
import { compareClasses, type PackError, type RuleClass } from './rule-pack.js';

/** A rule that the text suggests, with the degree that its wording shows where that differs from the rule's class. */
export type Suggestion = string | { ruleId: string; class?: RuleClass };

export interface UnknownObservation {
  path: string;
  index: number;
  ruleId: string;
  /** The rules that took its place, when it was split or withdrawn. */
  replacedBy: string[];
}

export interface ResolvedMatch {
  rule: EffectiveRule;
  origin: MatchOrigin;
  degree?: RuleClass;
}

/**
 * The rules behind the ids, each once per origin and in the order of their ids. An id that is no rule in force
 * is named with its index and never skipped: a hazard would be graded too lightly in silence.
 */
export function resolveObservations(
  input: { observations: readonly string[]; suggested?: readonly Suggestion[] },
  pack: EffectivePack,
): { matches: ResolvedMatch[]; unknown: UnknownObservation[]; errors: PackError[] } {
  const matches = new Map<string, ResolvedMatch>();
  const unknown: UnknownObservation[] = [];
  const add = (ruleId: string, origin: MatchOrigin, path: string, index: number, degree?: RuleClass) => {
    const rule = Object.hasOwn(pack.rules, ruleId) ? pack.rules[ruleId] : undefined;
    if (!rule) {
      unknown.push({ path, index, ruleId, replacedBy: successorsOf(ruleId, pack) });
      return;
    }
    const key = `${ruleId} ${origin}`;
    matches.set(key, graverMatch(matches.get(key), { rule, origin, degree }));
  };
  input.observations.forEach((ruleId, i) => add(ruleId, 'ticked', `/observations/${i}`, i));
  (input.suggested ?? []).forEach((one, i) => {
    if (typeof one === 'string') add(one, 'text', `/suggested/${i}`, i);
    else add(one.ruleId, 'text', `/suggested/${i}`, i, one.class);
  });
  const sorted = [...matches.keys()].sort().map((key) => matches.get(key) as ResolvedMatch);
  return {
    matches: sorted,
    unknown,
    errors: unknown.map((one) => ({ path: one.path, message: whyUnknown(one, pack) })),
  };
}

/** Two wordings of one rule in a text: the graver degree stands. */
function graverMatch(earlier: ResolvedMatch | undefined, next: ResolvedMatch): ResolvedMatch {
  if (!earlier) return next;
  const degreeOf = ({ degree, rule }: ResolvedMatch) => degree ?? rule.class;
  return compareClasses(degreeOf(next), degreeOf(earlier)) > 0 ? next : earlier;
}

const successorsOf = (ruleId: string, pack: EffectivePack): string[] =>
  pack.retired.find(({ id }) => id === ruleId)?.replacedBy ?? [];

function whyUnknown({ ruleId, replacedBy }: UnknownObservation, pack: EffectivePack): string {
  if (replacedBy.length > 0) return `${ruleId} was replaced by ${replacedBy.join(', ')}`;
  const asleep = pack.notInForce.some(({ id }) => id === ruleId);
  return asleep ? `${ruleId} is not in force on ${pack.day}` : `${ruleId} is no rule of ${pack.version}`;
}
