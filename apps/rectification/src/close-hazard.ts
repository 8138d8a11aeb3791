import { Injectable } from '@nestjs/common';
import { decideClosure } from '#hazards/rectification/decide-rectification.js';
import { type Person } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { ordersOf } from './obligation-orders.js';
import { attemptOf } from './refusal-problem.js';

/** 销号: a verified hazard is struck off; a major one by the bureau alone. */
@Injectable()
export class CloseHazard {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, { note }: { note?: string }, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'hazard.close', precondition }, (hazard, { people, now }) => {
      const { decision, by } = inSomeRole(people, attemptOf(hazard, 'close'), (person) =>
        decideClosure(hazard, person, now),
      );
      return { ...closing({ note }, by, now), obligations: ordersOf(decision.effects) };
    });
  }
}

/** What closing sets and says, whether as a step of its own or with the verification. A pending request for time is moot. */
export function closing({ note }: { note?: string }, by: Person, now: Date): HazardChange {
  return {
    outcome: 'closed',
    set: { status: 'closed', closedAt: now, closedBy: by.personId, extensionPending: null },
    events: [{ type: 'hazard.closed', data: { note, role: by.role } }],
    tell: ['hazard.closed'],
  };
}
