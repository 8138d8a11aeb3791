import { Injectable } from '@nestjs/common';
import { civilDateOf } from '#kernel/civil-date.js';
import { composeRulePacks } from '#hazards/grading/compose-rule-packs.js';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { compileMatcher } from '#hazards/grading/text/compile-matcher.js';
import { lexiconOfRelease, nationalPackOfRelease } from './rule-pack-files.js';
import { ZONE } from './zone.js';

/** The grading rules in force at a place on a day. */
@Injectable()
export class RulePackLibrary {
  private readonly base = nationalPackOfRelease();
  /** Finds the rules that a free text speaks of; a pure function of the text and the pack's lexicon. */
  readonly matcher = compileMatcher(lexiconOfRelease());
  private readonly composed = new Map<string, EffectivePack>();

  /** The pack for organisations on `path` (from the root down) at that moment. */
  packFor(_path: readonly number[], now: Date): EffectivePack {
    const day = civilDateOf(now, ZONE);
    const known = this.composed.get(day);
    if (known) return known;
    const composition = composeRulePacks(this.base, [], day);
    if (!composition.ok) throw new Error(`no rules are in force on ${day}: ${JSON.stringify(composition.errors)}`);
    this.composed.set(day, composition.pack);
    return composition.pack;
  }
}
