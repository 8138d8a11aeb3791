import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { type PackLevel, type RulePack } from '#hazards/grading/rule-pack.js';
import { Problem } from '#platform/http/problem.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { acting, rolesAt } from '#store/requests/acting.js';

/** Which kind of organisation makes rules of which level. */
const MAKERS: Record<PackLevel, string> = {
  national: 'ministry',
  province: 'province-department',
  city: 'city-bureau',
  district: 'district-bureau',
};

/** Whose rules a pack may make: those of an organisation at which the caller has a post, or above which. */
@Injectable()
export class RulePackAuthority {
  constructor(private readonly paths: OrganisationPaths) {}

  /** The organisation that a pack names as its jurisdiction, by code. Throws 400 when the caller cannot see such a one. */
  async jurisdictionOf(manager: EntityManager, pack: RulePack): Promise<number> {
    const [row]: { id: number; kind: string }[] = await manager.query(
      'select id, kind from app.organisation where code = $1',
      [pack.jurisdiction],
    );
    if (!row) throw at('must be the code of an organisation of your subtree: the one whose schools the pack governs');
    if (row.kind !== MAKERS[pack.level])
      throw at(`must be a ${MAKERS[pack.level]}, because the level is ${pack.level}`);
    return row.id;
  }

  /** Throws 403 unless a post of the caller there or above gives the right. */
  async require(manager: EntityManager, organisationId: number | null, permission: Permission): Promise<void> {
    const { actor } = acting();
    const path = organisationId === null ? [] : await this.paths.pathOf(manager, organisationId);
    if (isPermitted(rolesAt(actor, path), permission)) return;
    throw Problem.forbidden(
      organisationId === null
        ? 'Rules of the whole country come with a release.'
        : `None of your posts at this organisation or above it gives ${permission}.`,
    );
  }
}

const at = (message: string): Problem => Problem.validation([{ pointer: '/jurisdiction', message }]);
