import { Injectable } from '@nestjs/common';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf } from './refusal-problem.js';

/**
 * 移交退回: the hazard is the school's again, and is graded or assigned anew. The old term runs on until the new one is set, so
 * that nothing is forgotten in between. The department still sees what it once had.
 */
@Injectable()
export class ReturnTransfer {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, { reason }: { reason: string }, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'transfer', precondition }, (hazard, { people }) => {
      const { decision, by } = inSomeRole(people, attemptOf(hazard, 'take-back'), ({ role }) =>
        decideMove(hazard, 'take-back', { stage: 'rectification', role }),
      );
      return {
        outcome: 'taken-back',
        set: { status: decision.to, transferredTo: null },
        events: [{ type: 'hazard.taken-back', data: { reason, role: by.role } }],
        tell: [decision.to === 'reported' ? 'hazard.reported' : 'hazard.graded'],
        obligations: [
          { order: 'change', kind: termObligation(hazard.grade), change: { kind: 'resume', reason: 'transferred' } },
        ],
      };
    });
  }
}
