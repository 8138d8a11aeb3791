import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { type Role } from '#hazards/directory/role.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type Person } from '#hazards/rectification/rectification-case.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Actor } from '#platform/http/access.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { acting, rolesAt } from '#store/requests/acting.js';

/** A change that a caller asks for: of which hazard, in which version, and by which right. */
export interface Wanted {
  readonly id: string;
  readonly permission: Permission;
  readonly precondition: Precondition;
}

export interface Situation {
  /** The caller, once for each role that gives him the right here. */
  readonly people: readonly Person[];
  readonly personId: string;
  readonly now: Date;
  readonly manager: EntityManager;
}

type Decide = (hazard: Readonly<Hazard>, situation: Situation) => HazardDecision | Promise<HazardDecision>;

/** What all steps of the closed loop share: the lock, who the caller is here, the version that he read, the answer. */
@Injectable()
export class ChangeHazard {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardRepository,
    private readonly queries: HazardQueries,
    private readonly paths: OrganisationPaths,
  ) {}

  /** The hazard after the change. Throws 404 outside of the caller's subtree, 403 without the right there, 412 for an old version. */
  run({ id, permission, precondition }: Wanted, decide: Decide): Promise<HazardWithNames> {
    const { actor, scope, name } = acting();
    return this.transactions.run(scope, async (manager) => {
      await this.hazards.update(manager, id, name, async (hazard, now) => {
        const path = await this.paths.pathOf(manager, hazard.organisationId);
        const people = peopleAt(hazard, path, actor, permission);
        if (people.length === 0)
          throw Problem.forbidden(`None of your posts at this school or above it gives ${permission}.`);
        precondition.require(hazard.version);
        return decide(hazard, { people, personId: actor.personId, now, manager });
      });
      const changed = await this.queries.find(manager, id);
      if (!changed) throw Problem.notFound();
      return changed;
    });
  }
}

/** The owner acts in the role in which the hazard was given to him, also when his posts have changed since. */
function peopleAt(hazard: Readonly<Hazard>, path: readonly number[], actor: Actor, permission: Permission): Person[] {
  const held = rolesHere(hazard, path, actor).filter((role) => isPermitted([role], permission));
  const isOwner = permission === 'hazard.rectify' && hazard.ownerId === actor.personId;
  const roles = new Set([...(isOwner && hazard.ownerRole ? [hazard.ownerRole] : []), ...held]);
  return [...roles].map((role) => ({ personId: actor.personId, role }));
}

/** An office beside the line may act on what was shared with it; a department only while it has the hazard. */
function rolesHere(hazard: Readonly<Hazard>, path: readonly number[], actor: Actor): Role[] {
  const isWithActor = actor.posts.some((post) => post.organisationId === hazard.transferredTo);
  return rolesAt(actor, path, hazard.sharedWith).filter((role) => role !== 'linked-department' || isWithActor);
}
