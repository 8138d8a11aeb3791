import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type CivilDate, startOfDay } from '#kernel/civil-date.js';
import { type PublishedPack } from '#hazards/grading/packs-in-force.js';
import { type Announcements, announcementsOf } from '#hazards/grading/replay-report.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { type StoredPack } from '#store/policies/rule-pack.repository.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { RulesInForce } from '#store/policies/rules-in-force.js';
import { ZONE } from '#store/policies/zone.js';

/** The two sides of a replay, on one day, and whom each grade tells. */
export interface ComparedRules {
  readonly before: RulesInForce;
  readonly after: RulesInForce;
  readonly moment: Date;
  readonly announcements: Announcements;
}

const KINDS = ['rectify', 'rectify-major', 'decide-suspected-major', 'interim-measure'] as const;

/** What is published, and the same with a draft in the place of what it would replace. */
@Injectable()
export class ReplayRules {
  constructor(
    private readonly packs: RulePackLibrary,
    private readonly policies: PolicyLibrary,
  ) {}

  async of(manager: EntityManager, draft: StoredPack, day: CivilDate): Promise<ComparedRules> {
    const before = await this.packs.current(manager);
    const moment = startOfDay(day, ZONE);
    const others = before.published.filter((one) => !replaces(draft, one));
    const pack = { ...draft.definition, validFrom: earlier(draft.definition.validFrom, day) };
    const candidate = { pack, organisationId: draft.organisationId, publishedAt: moment };
    const policies = [];
    for (const kind of KINDS) policies.push(await this.policies.escalationFor(manager, kind));
    return {
      before,
      after: new RulesInForce([...others, candidate]),
      moment,
      announcements: announcementsOf(policies),
    };
  }
}

/** There is one base; an overlay replaces those of its own jurisdiction. */
function replaces({ definition, organisationId }: StoredPack, { pack, organisationId: other }: PublishedPack): boolean {
  if (definition.kind !== pack.kind || definition.level !== pack.level) return false;
  return definition.kind === 'base' || organisationId === other;
}

const earlier = (a: CivilDate, b: CivilDate): CivilDate => (a < b ? a : b);
