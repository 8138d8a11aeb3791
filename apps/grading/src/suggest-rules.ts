import { Injectable } from '@nestjs/common';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type MarkedWord } from '#hazards/grading/explain-grade.js';
import { type RuleClass } from '#hazards/grading/rule-pack.js';
import { matchText } from '#hazards/grading/text/match-text.js';
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
  constructor(private readonly packs: RulePackLibrary) {}

  /** As far as the rules know what the words say. */
  run(hazard: Told, pack: EffectivePack): TextSuggestion {
    const isKnown = ({ ruleId }: { readonly ruleId: string }): boolean => Object.hasOwn(pack.rules, ruleId);
    const { suggested, marked } = this.read(hazard);
    return { suggested: suggested.filter(isKnown), marked: marked.filter(isKnown) };
  }

  /** All that the words say, whatever rules are in force. */
  read(hazard: Told): TextSuggestion {
    const place = { site: hazard.site, building: hazard.building ?? undefined, spot: hazard.spot ?? undefined };
    const matches = matchText(hazard.description, place, hazard.category, this.packs.matcher);
    return {
      suggested: matches.map(({ ruleId, class: degree }) => ({ ruleId, class: degree })),
      marked: matches.flatMap(({ ruleId, spans }) =>
        spans.map(({ start, end, word }) => ({ ruleId, start, end, text: word })),
      ),
    };
  }
}
