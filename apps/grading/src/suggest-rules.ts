import { Injectable } from '@nestjs/common';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type MarkedWord } from '#hazards/grading/explain-grade.js';
import { type Suggestion } from '#hazards/grading/resolve-observations.js';
import { type RuleClass } from '#hazards/grading/rule-pack.js';
import { matchText } from '#hazards/grading/text/match-text.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';

export interface TextSuggestion {
  readonly suggested: readonly Suggestion[];
  readonly marked: readonly MarkedWord[];
}

/** What the words of a report say when its reporter ticked nothing. */
@Injectable()
export class SuggestRules {
  constructor(private readonly packs: RulePackLibrary) {}

  run(hazard: Pick<Hazard, 'description' | 'category' | 'site' | 'building' | 'spot'>, pack: EffectivePack): TextSuggestion {
    const place = { site: hazard.site, building: hazard.building ?? undefined, spot: hazard.spot ?? undefined };
    const matches = matchText(hazard.description, place, hazard.category, this.packs.matcher).filter(
      (match) => pack.rules[match.ruleId] !== undefined,
    );
    return {
      suggested: matches.map(({ ruleId, class: degree }) => ({ ruleId, class: degree as RuleClass | undefined })),
      marked: matches.flatMap(({ ruleId, spans }) =>
        spans.map(({ start, end, word }) => ({ ruleId, start, end, text: word })),
      ),
    };
  }
}
