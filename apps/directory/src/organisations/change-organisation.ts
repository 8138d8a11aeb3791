import { Injectable } from '@nestjs/common';
import { isSchoolKind } from '#hazards/directory/organisation-kind.js';
import { type Actor } from '#platform/http/access.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import {
  type Organisation,
  type OrganisationChange,
  OrganisationRepository,
  type Places,
} from '#store/directory/organisation.repository.js';
import { reachOf } from '../access/reach-of.js';

export interface OrganisationPatchRequest {
  readonly name?: string;
  readonly parentCode?: string;
  /** Code or name of a zone below the parent, or below the bureau where the organisation stands now. */
  readonly zone?: string;
  readonly validTo?: string | null;
}

/** Renames, closes or moves an organisation. Everything below it moves along. */
@Injectable()
export class ChangeOrganisation {
  constructor(private readonly organisations: OrganisationRepository) {}

  async run(
    actor: Actor,
    code: string,
    precondition: Precondition,
    patch: OrganisationPatchRequest,
  ): Promise<Organisation> {
    const reach = reachOf(actor, 'organisation.import');
    const changed = await this.organisations.update(reach, code, async (current, places) => {
      precondition.require(current.version);
      const { name, validTo } = patch;
      if (validTo && validTo <= current.validFrom)
        throw refused('validTo', `must be later than ${current.validFrom}, when the organisation begins`);
      const parentId = await newParentId(current, places, patch);
      const change: OrganisationChange = { name, validTo, parentId };
      return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    });
    if (!changed) throw Problem.notFound('No organisation has this code.');
    return changed;
  }
}

async function newParentId(
  current: Organisation,
  places: Places,
  { parentCode, zone }: OrganisationPatchRequest,
): Promise<number | undefined> {
  if (parentCode === undefined && zone === undefined) return undefined;
  const pointer = parentCode === undefined ? 'zone' : 'parentCode';
  const bureau = parentCode === undefined ? await bureauOf(current, places) : await places.byCode(parentCode);
  if (!bureau) throw refused(pointer, 'must be below an organisation among those you administer');
  const parent = zone === undefined ? bureau : await places.zoneBelow(bureau.id, zone);
  if (!parent) throw refused('zone', `must be a zone directly below ${bureau.code}`);
  if (parent.path.includes(current.id)) throw refused(pointer, 'must not stand below the organisation itself');
  if (isSchoolKind(parent.kind) && !isSchoolKind(current.kind)) throw refused(pointer, 'must not be a school');
  if (parent.id === current.parentId) return undefined;
  // Whoever's posts stand here sees nothing above: moving it would carry it out of the mover's own sight.
  if (current.parentId === null || !(await places.byId(current.parentId)))
    throw refused(pointer, 'must stay as it is: your own posts stand at this organisation');
  return parent.id;
}

/** What a zone name without a parent refers to: the organisation above the present zone, or else the present parent. */
async function bureauOf(current: Organisation, places: Places): Promise<Organisation | undefined> {
  const parent = current.parentId === null ? undefined : await places.byId(current.parentId);
  if (parent?.kind !== 'zone') return parent;
  return parent.parentId === null ? undefined : places.byId(parent.parentId);
}

function refused(field: string, message: string): Problem {
  return Problem.unprocessable('The change cannot be made; see errors.', [{ pointer: `/${field}`, message }]);
}
