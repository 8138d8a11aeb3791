import { Injectable } from '@nestjs/common';
import { decideExtensionRequest } from '#hazards/rectification/decide-extension.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ChangeHazard } from './change-hazard.js';
import { extensionCaseOf, type PendingExtension, requestAttempt } from './extension-case.js';
import { extensionRulesUnder } from './extension-limits.js';
import { inSomeRole } from './in-some-role.js';
import { ordersOf } from './obligation-orders.js';
import { OpenExtensionAnswer } from './open-extension-answer.js';

export interface ExtensionRequest {
  readonly requestedDueAt: Date;
  readonly reason: string;
  readonly interimMeasures?: string;
}

/** 延期申请: asked for before the term ends; while the request waits the due time stands and the climb rests, so that its answer is owed by a time. */
@Injectable()
export class RequestExtension {
  constructor(
    private readonly changeHazard: ChangeHazard,
    private readonly policies: PolicyLibrary,
    private readonly answers: OpenExtensionAnswer,
  ) {}

  run(id: string, request: ExtensionRequest, precondition: Precondition): Promise<HazardWithNames> {
    const rules = extensionRulesUnder(this.policies.deadlines);
    return this.changeHazard.run(
      { id, permission: 'hazard.rectify', precondition },
      async (hazard, { people, personId, manager, now }) => {
        const { decision, by } = inSomeRole(people, requestAttempt(hazard), (person) =>
          decideExtensionRequest(extensionCaseOf(hazard), request, person, now, rules),
        );
        const extensionPending: PendingExtension = {
          requestedDueAt: decision.requestedDueAt.toISOString(),
          requestedBy: personId,
          requestedAt: now.toISOString(),
          reason: request.reason,
          interimMeasures: request.interimMeasures,
        };
        return {
          outcome: decision.kind,
          set: { extensionPending: { ...extensionPending } },
          events: [{ type: 'hazard.extension-requested', data: { ...request, dueAt: hazard.dueAt, role: by.role } }],
          obligations: [
            ...ordersOf(decision.effects),
            { order: 'open', obligation: await this.answers.owedFor(manager, hazard, now) },
          ],
        };
      },
    );
  }
}
