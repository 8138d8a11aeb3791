import { type CivilDate } from '#kernel/civil-date.js';
import { applyOverlay } from './apply-overlay.js';
import { type EffectivePack, type EffectiveRule } from './effective-pack.js';
import { type BasePack, type OverlayPack, type PackError, PACK_LEVELS } from './rule-pack.js';

export type PackComposition =
  { ok: true; pack: EffectivePack; notInForce: string[] } | { ok: false; errors: PackError[] };

/**
 * The rules in force on a day: the base, then the province's overlay, then those of the city and the district. Overlays out
 * of force that day are left out and named; the version names the packs that took part, in order. An overlay that does not
 * fit its base is refused as a whole.
 */
export function composeRulePacks(base: BasePack, overlays: readonly OverlayPack[], day: CivilDate): PackComposition {
  if (!isInForce(base, day)) {
    return {
      ok: false,
      errors: [{ pack: base.id, path: '/validFrom', message: `${base.id} is not in force on ${day}` }],
    };
  }
  const ordered = overlays
    .filter((overlay) => isInForce(overlay, day))
    .sort((a, b) => PACK_LEVELS.indexOf(a.level) - PACK_LEVELS.indexOf(b.level));
  const errors = misfits(base, ordered);

  let pack = groundOf(base, day);
  for (const overlay of ordered) {
    const applied = applyOverlay(pack, overlay);
    errors.push(...applied.errors);
    pack = applied.pack;
  }
  if (errors.length > 0) return { ok: false, errors };
  const leftOut = overlays.filter((overlay) => !ordered.includes(overlay)).map((overlay) => overlay.id);
  return { ok: true, pack: onlyInForce(pack), notInForce: leftOut };
}

function groundOf(base: BasePack, day: CivilDate): EffectivePack {
  const rules = base.rules.map((rule): [string, EffectiveRule] => [rule.id, { ...rule, definedBy: base.id }]);
  return {
    version: base.id,
    day,
    packs: [base.id],
    documents: base.documents,
    rules: Object.fromEntries(rules),
    notInForce: [],
    retired: base.retired,
    combined: base.combined,
    exclusions: base.exclusions,
    externalCause: base.externalCause,
    changes: [],
  };
}

/** Rules outside their own dates leave only after the overlays were applied, so that amending one of them is no error. */
function onlyInForce(pack: EffectivePack): EffectivePack {
  const all = Object.values(pack.rules);
  const asleep = all.filter((rule) => !isInForce(rule, pack.day));
  return {
    ...pack,
    rules: Object.fromEntries(all.filter((rule) => isInForce(rule, pack.day)).map((rule) => [rule.id, rule])),
    notInForce: asleep.map(({ id, validFrom, validTo }) => ({ id, validFrom, validTo })),
  };
}

function misfits(base: BasePack, ordered: readonly OverlayPack[]): PackError[] {
  const errors: PackError[] = [];
  ordered.forEach((overlay, index) => {
    if (!overlay.extends.includes(base.id)) {
      errors.push({ pack: overlay.id, path: '/extends', message: `does not extend ${base.id}` });
    }
    const before = ordered[index - 1];
    if (before?.level === overlay.level) {
      errors.push({
        pack: overlay.id,
        path: '/level',
        message: `${before.id} is the ${overlay.level} overlay already`,
      });
    }
  });
  return errors;
}

const isInForce = (span: { validFrom: CivilDate; validTo?: CivilDate }, day: CivilDate): boolean =>
  span.validFrom <= day && (span.validTo === undefined || day <= span.validTo);
