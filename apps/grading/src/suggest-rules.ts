import { Injectable } from '@nestjs/common';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type MarkedWord } from '#hazards/grading/explain-grade.js';
import { type RuleClass } from '#hazards/grading/rule-pack.js';
import { type Matcher } from '#hazards/grading/text/matcher.js';
import { matchText } from '#hazards/grading/text/match-text.js';
import { extendMatcher } from '#hazards/grading/text/rule-phrases.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';

export interface TextSuggestion {
  readonly suggested: readonly { readonly ruleId: string; readonly class?: RuleClass }[];
  readonly marked: readonly MarkedWord[];
}

type Told = Pick<Hazard, 'description' | 'category' | 'site' | 'building' | 'spot'>;

/** What the words of a report say when its reporter ticked nothing. */
@Injectable()
export class SuggestRules {
  private readonly extended = new WeakMap<EffectivePack, Matcher>();

  constructor(private readonly packs: RulePackLibrary) {}

  /** As far as the rules know what the words say. */
  run(hazard: Told, pack: EffectivePack): TextSuggestion {
    const isKnown = ({ ruleId }: { readonly ruleId: string }): boolean => Object.hasOwn(pack.rules, ruleId);
    const { suggested, marked } = this.read(hazard, [pack]);
    return { suggested: suggested.filter(isKnown), marked: marked.filter(isKnown) };
  }

  /** All that the words say to the lexicon and to these packs' own rules. */
  read(hazard: Told, packs: readonly EffectivePack[]): TextSuggestion {
    const place = { site: hazard.site, building: hazard.building ?? undefined, spot: hazard.spot ?? undefined };
    const matches = matchText(hazard.description, place, hazard.category, this.matcherOf(packs));
    return {
      suggested: matches.map(({ ruleId, class: degree }) => ({ ruleId, class: degree })),
      marked: matches.flatMap(({ ruleId, spans }) =>
        spans.map(({ start, end, word }) => ({ ruleId, start, end, text: word })),
      ),
    };
  }

  /** Made once for packs that are kept; the last of them stands for all, since a replay compares its draft with one set of rules. */
  private matcherOf(packs: readonly EffectivePack[]): Matcher {
    const last = packs.at(-1);
    const known = last && this.extended.get(last);
    if (known) return known;
    const rules = packs.flatMap((pack) => Object.values(pack.rules));
    const phrases = new Map(rules.flatMap(({ id, phrases: own }) => (own ? [[id, own] as const] : [])));
    const matcher = phrases.size > 0 ? extendMatcher(this.packs.matcher, phrases) : this.packs.matcher;
    if (last) this.extended.set(last, matcher);
    return matcher;
  }
}
