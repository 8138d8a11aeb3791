import { Injectable } from '@nestjs/common';
import { isMajorTermAllowed } from '#hazards/deadlines/major-term.js';
import { type DueDate } from '#hazards/deadlines/due-date.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ChangeHazard, type Situation } from './change-hazard.js';
import { ClimbSchedule } from './climb-schedule.js';
import { decideListing, type Listing } from './decide-listing.js';
import { inSomeRole } from './in-some-role.js';
import { openAttempt } from './open-only.js';

/** 挂牌督办: a listing that the government decided is written down, with its document; a longer term than the hazard had holds. */
@Injectable()
export class RecordListing {
  constructor(
    private readonly changeHazard: ChangeHazard,
    private readonly schedule: ClimbSchedule,
    private readonly policies: PolicyLibrary,
  ) {}

  run(id: string, listing: Listing, precondition: Precondition): Promise<HazardWithNames> {
    const { deadlines } = this.policies;
    return this.changeHazard.run({ id, permission: 'supervision', precondition }, async (hazard, situation) => {
      if (!isMajorTermAllowed(listing.termDays, deadlines)) throw tooLong(deadlines.maximumMajorTermDays);
      const calendar = await this.policies.currentCalendar(situation.manager);
      const { decision, by } = inSomeRole(situation.people, openAttempt(hazard), () =>
        decideListing(hazard, listing, deadlines, calendar, situation.now),
      );
      const term = decision.due ? await this.longerTerm(hazard, decision.due, situation) : undefined;
      const record = { ...listing, listedAt: listing.listedAt.toISOString() };
      return {
        outcome: term ? 'listed-and-extended' : 'listed',
        set: {
          ...term?.set,
          supervision: { ...record, recordedAt: situation.now.toISOString(), recordedBy: situation.personId },
        },
        events: [{ type: 'hazard.listed', data: { ...record, role: by.role } }, ...(term?.events ?? [])],
        obligations: term?.obligations,
      };
    });
  }

  private async longerTerm(hazard: Readonly<Hazard>, due: DueDate, { manager, now }: Situation): Promise<HazardChange> {
    const dueVersion = hazard.dueVersion + 1;
    const { dueAt } = due;
    const schedule = await this.schedule.until(manager, hazard, dueAt, now);
    return {
      outcome: 'moved',
      set: { dueAt, dueVersion, dueProvisional: due.provisional, deadlineExplanation: due as unknown as JsonObject },
      events: [{ type: 'hazard.due-moved', data: { from: hazard.dueAt, to: dueAt, dueVersion, reason: 'listing' } }],
      // Not 'extend', which would end the rest of a request for more time that is still waiting.
      obligations: [
        { order: 'change', kind: termObligation(hazard.grade), change: { kind: 'redate', dueAt, schedule } },
      ],
    };
  }
}

function tooLong(most: number): Problem {
  const message = `must be 1 to ${most}, the longest term of a major hazard`;
  return Problem.unprocessable('The term of the listing is not allowed.', [{ pointer: '/termDays', message }]);
}
