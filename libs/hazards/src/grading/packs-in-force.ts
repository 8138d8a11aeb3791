import { type CivilDate } from '#kernel/civil-date.js';
import { composeRulePacks } from './compose-rule-packs.js';
import { type EffectivePack } from './effective-pack.js';
import { type BasePack, type OverlayPack, type PackError, PACK_LEVELS, type RulePack } from './rule-pack.js';

/** A published pack and the organisation whose subtree it governs; null for the whole country. */
export interface PublishedPack {
  pack: RulePack;
  organisationId: number | null;
  publishedAt: Date;
}

export interface PacksInForce {
  base: BasePack;
  /** From the province down; at most one of each level. */
  overlays: OverlayPack[];
}

export type EffectiveRules =
  { ok: true; pack: EffectivePack; misfits: PackError[] } | { ok: false; errors: PackError[] };

/**
 * The packs that govern an organisation on a day: the base, and of each level the overlay whose jurisdiction lies on the
 * organisation's path. Of several that are in force the one that came into force last stands, so a correction is a new
 * pack and no pack has to be changed for it. Undefined when no base is in force.
 */
export function packsInForce(
  published: readonly PublishedPack[],
  path: readonly number[],
  day: CivilDate,
): PacksInForce | undefined {
  const here = published
    .filter(({ organisationId }) => organisationId === null || path.includes(organisationId))
    .filter(({ pack }) => pack.validFrom <= day && (pack.validTo === undefined || day <= pack.validTo))
    .sort(newestFirst)
    .map(({ pack }) => pack);
  const base = here.find((pack): pack is BasePack => pack.kind === 'base');
  if (!base) return undefined;
  const overlays = PACK_LEVELS.flatMap(
    (level) => here.find((pack): pack is OverlayPack => pack.kind === 'overlay' && pack.level === level) ?? [],
  );
  return { base, overlays };
}

/**
 * Base and overlays in one. An overlay that does not fit what lies below it, because a level above has changed since it
 * was published, is left out and named: the rules of the others go on, and no school is without any.
 */
export function composeFitting({ base, overlays }: PacksInForce, day: CivilDate): EffectiveRules {
  const misfits: PackError[] = [];
  let fitting = [...overlays];
  for (;;) {
    const composition = composeRulePacks(base, fitting, day);
    if (composition.ok) return { ok: true, pack: composition.pack, misfits };
    const named = new Set(composition.errors.map((error) => error.pack));
    const outermost = fitting.filter(({ id }) => named.has(id)).at(-1);
    if (!outermost) return { ok: false, errors: composition.errors };
    misfits.push(...composition.errors.filter((error) => error.pack === outermost.id));
    fitting = fitting.filter((overlay) => overlay !== outermost);
  }
}

function newestFirst(a: PublishedPack, b: PublishedPack): number {
  if (a.pack.validFrom !== b.pack.validFrom) return a.pack.validFrom < b.pack.validFrom ? 1 : -1;
  const later = b.publishedAt.getTime() - a.publishedAt.getTime();
  return later !== 0 ? later : a.pack.id < b.pack.id ? 1 : -1;
}
