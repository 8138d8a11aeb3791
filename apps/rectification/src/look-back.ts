import { Injectable } from '@nestjs/common';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { decideLookBack, type LookBackDecision } from '#hazards/rectification/decide-look-back.js';
import { type Precondition } from '#platform/http/etag.js';
import { type ObligationOrder } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf } from './refusal-problem.js';

type Done = Exclude<LookBackDecision, { kind: 'refused' }>;

/** 回头查: a closed hazard is looked at again; one that came back is opened again, and gets an owner and a term anew. */
@Injectable()
export class LookBack {
  constructor(
    private readonly changeHazard: ChangeHazard,
    private readonly obligations: ObligationRepository,
  ) {}

  run(
    id: string,
    { passed, note }: { passed: boolean; note: string },
    precondition: Precondition,
  ): Promise<HazardWithNames> {
    const wanted = { id, permission: 'hazard.look-back', precondition } as const;
    return this.changeHazard.run(wanted, async (hazard, { people, manager, now }) => {
      const owed = await this.obligations.owedFor(manager, id, 'look-back');
      const attempt = attemptOf(hazard, passed ? 'look-back-pass' : 'look-back-fail');
      const { decision, by } = inSomeRole(people, attempt, (person) =>
        decideLookBack(hazard, { passed }, owed, person, now),
      );
      const data = { note, role: by.role, turn: owed.find((one) => one.id === decision.met)?.refs['turn'] ?? null };
      const obligations = ordersOf(decision, owed, now);
      if (decision.kind === 'passed') {
        return { outcome: 'passed', set: {}, events: [{ type: 'hazard.look-back-passed', data }], obligations };
      }
      const { to, reopenCount } = decision;
      return {
        outcome: 'reopened',
        set: { ...REOPENED, status: to, reopenCount },
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

/** Without the old term, so that the assignment sets a new one whatever is done to the hazard before it. */
const REOPENED: Partial<Hazard> = {
  closedAt: null,
  closedBy: null,
  submittedBy: null,
  submittedAt: null,
  verifiedBy: null,
  assessment: null,
  transferredTo: null,
  termStart: null,
  dueAt: null,
  dueProvisional: false,
  deadlineExplanation: null,
};

function ordersOf(
  decision: Done,
  owed: readonly { readonly id: string; readonly subjectId: string }[],
  now: Date,
): ObligationOrder[] {
  const cancelled = decision.kind === 'failed' ? decision.cancelled : [];
  return owed.flatMap(({ id, subjectId }): ObligationOrder[] => {
    const order = { order: 'change', kind: 'look-back', subjectId } as const;
    if (id === decision.met) return [{ ...order, change: { kind: 'meet', asOf: now } }];
    return cancelled.includes(id) ? [{ ...order, change: { kind: 'cancel' } }] : [];
  });
}
