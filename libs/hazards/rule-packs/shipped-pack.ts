import { composeRulePacks } from '../src/grading/compose-rule-packs.js';
import { type EffectivePack } from '../src/grading/effective-pack.js';
import { type BasePack, type OverlayPack, type RulePack } from '../src/grading/rule-pack.js';
import { validateRulePack } from '../src/grading/validate-rule-pack.js';
import { readShippedPack } from './read-shipped-pack.js';

/** A checked pack of this folder. Throws the list of errors when the files are wrong: they ship with the code. */
export function shippedPack(id: string): RulePack {
  const checked = validateRulePack(readShippedPack(id));
  if (!checked.ok) throw new Error(`${id}: ${JSON.stringify(checked.errors, null, 1)}`);
  return checked.pack;
}

/** The national pack with overlays of this folder, as in force on a day. */
export function shippedRules(day: string, ...overlays: string[]): EffectivePack {
  const base = shippedPack('national-2026.1') as BasePack;
  const composed = composeRulePacks(
    base,
    overlays.map((id) => shippedPack(id) as OverlayPack),
    day,
  );
  if (!composed.ok) throw new Error(JSON.stringify(composed.errors, null, 1));
  return composed.pack;
}
