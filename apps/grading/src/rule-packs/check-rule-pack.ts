import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { type PackChange } from '#hazards/grading/effective-pack.js';
import { composeFitting, packsInForce, type PublishedPack } from '#hazards/grading/packs-in-force.js';
import { type PackError, type RulePack } from '#hazards/grading/rule-pack.js';
import { faultsOfPhrases } from '#hazards/grading/faults-of-phrases.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { ZONE } from '#store/policies/zone.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';

/** What becomes of the rules when a pack is published. */
export interface PackCheck {
  /** What speaks against it, each by its JSON pointer. */
  readonly errors: readonly PackError[];
  /** What it changes about the rules below it; loosenings are marked. */
  readonly changes: readonly PackChange[];
  /** Published overlays further down that would no longer fit, and why; grading would go on without them. */
  readonly displaced: readonly PackError[];
}

/** Looks at a pack beside the ones that are in force where it would hold. */
@Injectable()
export class CheckRulePack {
  constructor(
    private readonly packs: RulePackLibrary,
    private readonly paths: OrganisationPaths,
  ) {}

  async run(manager: EntityManager, pack: RulePack, organisationId: number | null, now: Date): Promise<PackCheck> {
    const { published } = await this.packs.current(manager);
    const others = published.filter((one) => one.pack.id !== pack.id);
    const candidate: PublishedPack = { pack, organisationId, publishedAt: now };
    const after = [...others, candidate];
    const today = civilDateOf(now, ZONE);
    const day = pack.validFrom > today ? pack.validFrom : today;
    const path = organisationId === null ? [] : await this.paths.pathOf(manager, organisationId);

    const found = packsInForce(after, path, day);
    const own: RulePack[] = found ? [found.base, ...found.overlays] : [];
    if (!found || !own.includes(pack)) return { errors: [notInForce(pack, own)], changes: [], displaced: [] };
    const rules = composeFitting(found, day);
    const misfits = rules.ok ? rules.misfits.filter((error) => error.pack === pack.id) : rules.errors;
    const errors = [...misfits, ...faultsOfPhrases(pack, this.packs.matcher)];
    return {
      errors,
      changes: rules.ok ? rules.pack.changes.filter((change) => change.pack === pack.id) : [],
      displaced: errors.length > 0 ? [] : await this.displaced(manager, { others, after, organisationId, day }),
    };
  }

  private async displaced(
    manager: EntityManager,
    {
      others,
      after,
      organisationId,
      day,
    }: { others: PublishedPack[]; after: PublishedPack[]; organisationId: number | null; day: CivilDate },
  ): Promise<PackError[]> {
    const places = new Set(others.flatMap((one) => (one.organisationId === null ? [] : [one.organisationId])));
    const displaced = new Map<string, PackError>();
    for (const place of places) {
      const path = await this.paths.pathOf(manager, place);
      if (organisationId !== null && !path.includes(organisationId)) continue;
      const before = new Set(misfitsOf(others, path, day).map(keyOf));
      for (const error of misfitsOf(after, path, day)) {
        if (!before.has(keyOf(error))) displaced.set(keyOf(error), error);
      }
    }
    return [...displaced.values()];
  }
}

function misfitsOf(published: readonly PublishedPack[], path: readonly number[], day: CivilDate): PackError[] {
  const found = packsInForce(published, path, day);
  const rules = found && composeFitting(found, day);
  return rules?.ok ? rules.misfits : [];
}

const keyOf = ({ pack, path, message }: PackError): string => `${pack} ${path} ${message}`;

/** It would never hold: it is over, or one that came into force later stands before it. */
function notInForce(pack: RulePack, own: readonly RulePack[]): PackError {
  const stands = own.find((one) => one.level === pack.level);
  return stands
    ? { path: '/validFrom', message: `${stands.id}, in force from ${stands.validFrom}, would stand before it` }
    : { path: '/validTo', message: 'is over before the pack could hold' };
}
