import { Injectable } from '@nestjs/common';
import { decideProgress } from '#hazards/rectification/decide-rectification.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf } from './refusal-problem.js';

/** 整改进展: a note on how far the work is; the first one starts it. */
@Injectable()
export class RecordProgress {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, { note }: { note: string }, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'hazard.rectify', precondition }, (hazard, { people }) => {
      const { decision, by } = inSomeRole(people, attemptOf(hazard, 'progress'), (person) =>
        decideProgress(hazard, { note }, person),
      );
      const starts = hazard.status !== decision.to;
      return {
        outcome: starts ? 'started' : 'progressed',
        set: { status: decision.to },
        events: [
          ...(starts ? [{ type: 'hazard.started', data: { from: hazard.status, role: by.role } }] : []),
          { type: 'hazard.progressed', data: { note, role: by.role } },
        ],
      };
    });
  }
}
