import { type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import {
  composeFitting,
  type EffectiveRules,
  type PacksInForce,
  packsInForce,
  type PublishedPack,
} from '#hazards/grading/packs-in-force.js';
import { type BasePack, type OverlayPack, type PackError } from '#hazards/grading/rule-pack.js';
import { ZONE } from './zone.js';

/** So many compositions are remembered: a day has one for each jurisdiction with rules of its own. */
const REMEMBERED = 256;

/** The published packs at one moment, composed for a place and a day on demand. */
export class RulesInForce {
  private readonly composed = new Map<string, EffectiveRules>();

  constructor(readonly published: readonly PublishedPack[]) {}

  /** The rules for an organisation on `path` (ids from the root down) at that moment. */
  packFor(path: readonly number[], now: Date): EffectivePack {
    const day = civilDateOf(now, ZONE);
    const found = this.packsOn(path, day);
    if (!found) throw new Error('no base pack of grading rules is published');
    return this.compose(found, day);
  }

  /** The overlays that are in force there and left out because they do not fit, each fault by its path. */
  misfitsFor(path: readonly number[], now: Date): PackError[] {
    const day = civilDateOf(now, ZONE);
    const found = this.packsOn(path, day);
    const rules = found && this.rulesOf(found, day);
    return rules?.ok ? rules.misfits : [];
  }

  /** The very rules that a decision of that moment was made with; `version` is what it stored. */
  packOf(version: string, moment: Date): EffectivePack {
    const packs = version.split('+').map((id) => {
      const found = this.published.find(({ pack }) => pack.id === id);
      if (!found) throw new Error(`rule pack ${id} is not stored`);
      return found.pack;
    });
    const [base, ...overlays] = packs;
    return this.compose({ base: base as BasePack, overlays: overlays as OverlayPack[] }, civilDateOf(moment, ZONE));
  }

  /**
   * No school is without rules: before the first base begins that one is asked, after the last one's end the one that ended last. A
   * ledger that is entered under an old date is graded by the oldest rules there are, not refused.
   */
  private packsOn(path: readonly number[], day: CivilDate): PacksInForce | undefined {
    const found = packsInForce(this.published, path, day);
    if (found) return found;
    const bases = this.published.map(({ pack }) => pack).filter(({ kind }) => kind === 'base');
    const ended = bases.flatMap(({ validTo }) => (validTo !== undefined && validTo < day ? [validTo] : []));
    const nearest = ended.sort().at(-1) ?? bases.map(({ validFrom }) => validFrom).sort()[0];
    return nearest === undefined ? undefined : packsInForce(this.published, path, nearest);
  }

  private compose(packs: PacksInForce, day: CivilDate): EffectivePack {
    const rules = this.rulesOf(packs, day);
    if (!rules.ok) throw new Error(`no rules are in force on ${day}: ${JSON.stringify(rules.errors)}`);
    return rules.pack;
  }

  private rulesOf(packs: PacksInForce, asked: CivilDate): EffectiveRules {
    const day = dayWithin(packs.base, asked);
    const key = [day, packs.base.id, ...packs.overlays.map(({ id }) => id)].join(' ');
    const known = this.composed.get(key);
    if (known) return known;
    const rules = composeFitting(packs, day);
    const [oldest] = this.composed.keys();
    if (this.composed.size >= REMEMBERED && oldest) this.composed.delete(oldest);
    this.composed.set(key, rules);
    return rules;
  }
}

/** The day itself while the pack is in force; else the nearest on which it was. */
function dayWithin({ validFrom, validTo }: BasePack, day: CivilDate): CivilDate {
  if (day < validFrom) return validFrom;
  return validTo !== undefined && day > validTo ? validTo : day;
}
