import { Injectable } from '@nestjs/common';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { type Precondition } from '#platform/http/etag.js';
import { type ObligationOrder } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf } from './refusal-problem.js';

/** 回头查: a closed hazard is looked at again; one that came back is opened again, and gets an owner and a term anew. */
@Injectable()
export class LookBack {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(
    id: string,
    { passed, note }: { passed: boolean; note: string },
    precondition: Precondition,
  ): Promise<HazardWithNames> {
    const move = passed ? 'look-back-pass' : 'look-back-fail';
    return this.changeHazard.run({ id, permission: 'hazard.look-back', precondition }, (hazard, { people, now }) => {
      const { decision, by } = inSomeRole(people, attemptOf(hazard, move), ({ role }) =>
        decideMove(hazard, move, { stage: 'rectification', role }),
      );
      const data = { note, role: by.role };
      const obligations: ObligationOrder[] = [
        { order: 'change', kind: 'look-back', change: { kind: 'meet', asOf: now } },
      ];
      if (passed) {
        return { outcome: 'passed', set: {}, events: [{ type: 'hazard.look-back-passed', data }], obligations };
      }
      const reopenCount = hazard.reopenCount + 1;
      return {
        outcome: 'reopened',
        // Without the old term, so that the assignment sets a new one whatever is done to the hazard before it.
        set: {
          status: decision.to,
          reopenCount,
          closedAt: null,
          submittedBy: null,
          submittedAt: null,
          verifiedBy: null,
          transferredTo: null,
          termStart: null,
          dueAt: null,
          dueProvisional: false,
          deadlineExplanation: null,
        },
        events: [
          { type: 'hazard.look-back-failed', data },
          { type: 'hazard.reopened', data: { reopenCount } },
        ],
        tell: ['hazard.reopened'],
        obligations,
      };
    });
  }
}
