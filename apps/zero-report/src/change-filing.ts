import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { type Role } from '#hazards/directory/role.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod, parsePeriod } from '#hazards/zero-report/duty-period.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { actingFor } from './acting-for.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type Filing, type FilingChange, FilingRepository } from '#store/zero-report/filing.repository.js';

/** Which filing: of which duty, period and organisation. */
export interface FilingKey {
  readonly dutyId: string;
  readonly period: string;
  readonly code: string;
}

export interface FilingPlace {
  readonly duty: Duty;
  readonly period: DutyPeriod;
  readonly filing: Filing;
}

/** The caller, in the roles that give him the right here. */
export interface FilingActor {
  readonly personId: string;
  readonly roles: readonly Role[];
  /** The roles that he holds at the filing's own organisation, by a post or standing in for one. */
  readonly ownRoles: readonly Role[];
}

export interface FilingSituation extends FilingPlace {
  readonly actor: FilingActor;
  readonly manager: EntityManager;
  readonly now: Date;
}

/** What all steps of a filing share: the row within the caller's subtree, his right there, the version that he read. */
@Injectable()
export class ChangeFiling {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly filings: FilingRepository,
    private readonly duties: DutyLibrary,
  ) {}

  /** Reads a filing; 404 outside of the caller's subtree and where nothing was opened. */
  read<T>(key: FilingKey, work: (place: FilingPlace, manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transactions.run(actingFor('zero-report.read').scope, async (manager) =>
      work(await this.placeOf(manager, key), manager),
    );
  }

  /** The filing after the change. 403 without the right there, 412 for an old version. */
  run(
    key: FilingKey,
    permission: Permission,
    precondition: Precondition,
    decide: (situation: FilingSituation) => FilingChange | Promise<FilingChange>,
  ): Promise<FilingPlace> {
    const { actor, scope, name } = acting();
    return this.transactions.run(scope, async (manager) => {
      const place = await this.placeOf(manager, key);
      const roles = rolesAt(actor, place.filing.path).filter((role) => isPermitted([role], permission));
      if (roles.length === 0)
        throw Problem.forbidden(`None of your posts at this organisation or above it gives ${permission}.`);
      const ownRoles = actor.posts
        .filter((post) => post.organisationId === place.filing.organisationId)
        .map((post) => post.role as Role);
      await this.filings.update(manager, place.filing.id, name, (filing, now) => {
        precondition.require(filing.version);
        return decide({ ...place, filing, actor: { personId: actor.personId, roles, ownRoles }, manager, now });
      });
      return this.placeOf(manager, key);
    });
  }

  private async placeOf(manager: EntityManager, { dutyId, period: id, code }: FilingKey): Promise<FilingPlace> {
    const filing = await this.filings.find(manager, dutyId, id, code);
    const duty = filing && (await this.duties.versionOf(manager, dutyId, filing.dutyVersion));
    const period = duty && parsePeriod(duty.cadence, id);
    if (!filing || !duty || !period)
      throw Problem.notFound('Nothing is owed here for this period, or it has not been opened yet.');
    return { duty, period, filing };
  }
}
