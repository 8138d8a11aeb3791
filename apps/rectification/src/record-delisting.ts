import { Injectable } from '@nestjs/common';
import { type JsonObject } from '#hazards/lifecycle/hazard.js';
import { decideDelisting, type ListedCase, type ListingLevel } from '#hazards/rectification/decide-delisting.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { openAttempt } from './open-only.js';

export interface Delisting {
  readonly documentNumber: string;
  readonly delistedAt: Date;
  readonly note: string;
}

/** 摘牌: the government that listed a hazard takes it off its list, after the bureau has written it off. */
@Injectable()
export class RecordDelisting {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(
    id: string,
    { documentNumber, delistedAt, note }: Delisting,
    precondition: Precondition,
  ): Promise<HazardWithNames> {
    return this.changeHazard.run(
      { id, permission: 'supervision', precondition },
      (hazard, { people, personId, now }) => {
        const state = { ...hazard, listing: listingOf(hazard.supervision) };
        const { decision, by } = inSomeRole(people, openAttempt(hazard), (person) =>
          decideDelisting(state, delistedAt, person, now),
        );
        const record = { documentNumber, delistedAt: delistedAt.toISOString(), note };
        return {
          outcome: decision.kind,
          set: { supervision: { ...hazard.supervision, delisting: { ...record, recordedBy: personId } } },
          events: [{ type: 'hazard.delisted', data: { ...record, role: by.role } }],
        };
      },
    );
  }
}

function listingOf(supervision: JsonObject | null): ListedCase['listing'] {
  if (!supervision) return null;
  const delisting = supervision['delisting'] as { delistedAt: string } | undefined;
  return {
    level: supervision['level'] as ListingLevel,
    listedAt: new Date(String(supervision['listedAt'])),
    delistedAt: delisting ? new Date(delisting.delistedAt) : null,
  };
}
