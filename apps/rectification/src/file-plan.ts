import { Injectable } from '@nestjs/common';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { openAttempt, requireOpen } from './open-only.js';
import { problemOf } from './refusal-problem.js';

/** 治理方案: the six sections of order 16 of 2007, article 15, wording unverified. */
export interface TreatmentPlan {
  /** 目标和任务 */
  readonly goals: string;
  /** 方法和措施 */
  readonly methods: string;
  /** 经费和物资 */
  readonly funds: string;
  /** 负责治理的机构和人员 */
  readonly responsible: string;
  /** 时限和要求 */
  readonly schedule: string;
  /** 安全措施和应急预案 */
  readonly safety: string;
}

/** 报送治理方案 of a major hazard; a general one is put right at once, without one. */
@Injectable()
export class FilePlan {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, plan: TreatmentPlan, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'hazard.rectify', precondition }, (hazard, { people, now }) => {
      requireOpen(hazard);
      if (hazard.grade !== 'major') throw problemOf('not-major', openAttempt(hazard));
      return {
        outcome: 'filed',
        set: {},
        events: [{ type: 'hazard.plan-filed', data: { plan: { ...plan }, role: people[0]?.role } }],
        obligations: [{ order: 'change', kind: 'file-plan', change: { kind: 'meet', asOf: now } }],
      };
    });
  }
}
