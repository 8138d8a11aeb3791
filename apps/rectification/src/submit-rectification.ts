import { Injectable } from '@nestjs/common';
import { type Assessment } from '#hazards/rectification/assessment.js';
import { decideSubmission } from '#hazards/rectification/decide-rectification.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { ordersOf } from './obligation-orders.js';
import { attemptOf } from './refusal-problem.js';

export interface Submission {
  readonly note: string;
  readonly measures?: string;
  /** Yuan. */
  readonly funds?: number;
  /** Only of a major hazard, and there always. */
  readonly assessment?: Assessment;
}

/** 提交整改: done, says whoever did it; from now on somebody else owes a look. */
@Injectable()
export class SubmitRectification {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(
    id: string,
    { note, measures, funds, assessment }: Submission,
    precondition: Precondition,
  ): Promise<HazardWithNames> {
    return this.changeHazard.run(
      { id, permission: 'hazard.rectify', precondition },
      (hazard, { people, personId, now }) => {
        const { decision, by } = inSomeRole(people, attemptOf(hazard, 'submit'), (person) =>
          decideSubmission(hazard, { note, assessment }, person),
        );
        const enclosed = assessment && { ...assessment, assessedAt: assessment.assessedAt.toISOString() };
        return {
          outcome: 'submitted',
          set: {
            status: decision.to,
            submittedBy: personId,
            submittedAt: now,
            verifiedBy: null,
            assessment: enclosed ?? null,
          },
          events: [{ type: 'hazard.rectified', data: { note, measures, funds, assessment: enclosed, role: by.role } }],
          tell: ['hazard.rectified'],
          obligations: ordersOf(decision.effects),
        };
      },
    );
  }
}
