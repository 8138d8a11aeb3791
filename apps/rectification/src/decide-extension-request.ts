import { Injectable } from '@nestjs/common';
import { type BusinessCalendar } from '#kernel/business-calendar.js';
import { type DueDate } from '#hazards/deadlines/due-date.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { decideExtension, type ExtensionDecision } from '#hazards/rectification/decide-extension.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { ChangeHazard, type Situation } from './change-hazard.js';
import { ClimbSchedule } from './climb-schedule.js';
import { extendedDueDate } from './extended-due-date.js';
import { decisionAttempt, extensionCaseOf, pendingOf } from './extension-case.js';
import { extensionRulesUnder } from './extension-limits.js';
import { inSomeRole } from './in-some-role.js';
import { ordersOf } from './obligation-orders.js';

export interface ExtensionAnswer {
  readonly granted: boolean;
  readonly reason: string;
}

/** The answer is given, so it is owed no more. */
const ANSWERED = { order: 'change', kind: 'decide-extension', change: { kind: 'meet' } } as const;

type Granted = Extract<ExtensionDecision, { kind: 'granted' }>;

/** 延期审批: by the bureau for a major hazard, by the zone officer or the bureau for a general one. */
@Injectable()
export class DecideExtensionRequest {
  constructor(
    private readonly changeHazard: ChangeHazard,
    private readonly schedule: ClimbSchedule,
    private readonly policies: PolicyLibrary,
  ) {}

  run(id: string, answer: ExtensionAnswer, precondition: Precondition): Promise<HazardWithNames> {
    const rules = extensionRulesUnder(this.policies.deadlines);
    const verdict = answer.granted ? { granted: true as const } : { granted: false as const, reason: answer.reason };
    return this.changeHazard.run({ id, permission: 'hazard.extension-decide', precondition }, (hazard, situation) => {
      const { decision, by } = inSomeRole(situation.people, decisionAttempt(hazard), (person) =>
        decideExtension(extensionCaseOf(hazard), verdict, person, rules),
      );
      const data = { reason: answer.reason, role: by.role };
      if (decision.kind === 'granted') return this.extended(hazard, decision, data, situation);
      return {
        outcome: decision.kind,
        set: { extensionPending: null },
        events: [{ type: 'hazard.extension-denied', data }],
        obligations: [...ordersOf(decision.effects), ANSWERED],
        announce: { kind: termObligation(hazard.grade), notice: 'extension-refused' },
      };
    });
  }

  private async extended(
    hazard: Readonly<Hazard>,
    { dueAt, granted, obligation }: Granted,
    data: JsonObject,
    { manager, now }: Situation,
  ): Promise<HazardChange> {
    const dueVersion = hazard.dueVersion + 1;
    const calendar = await this.policies.currentCalendar(manager);
    const schedule = await this.schedule.until(manager, hazard, dueAt, now);
    return {
      outcome: 'granted',
      set: {
        dueAt,
        dueVersion,
        dueProvisional: false,
        extensions: granted,
        extensionPending: null,
        deadlineExplanation: this.explanationOf(hazard, dueAt, granted, calendar) as unknown as JsonObject,
      },
      events: [
        {
          type: 'hazard.extended',
          data: { ...data, from: hazard.dueAt, to: dueAt, dueVersion, extensions: granted, request: pendingOf(hazard) },
        },
      ],
      obligations: [{ order: 'change', kind: obligation, change: { kind: 'extend', dueAt, schedule } }, ANSWERED],
      announce: { kind: obligation, notice: 'extension-granted' },
    };
  }

  private explanationOf(hazard: Readonly<Hazard>, dueAt: Date, granted: number, calendar: BusinessCalendar): DueDate {
    const before = hazard.deadlineExplanation as unknown as DueDate | null;
    const terms = {
      ruleId: before?.ruleId ?? (hazard.grade === 'major' ? 'major-term' : (hazard.priority ?? 'P2')),
      policyVersion: before?.policyVersion ?? this.policies.deadlines.version,
      start: hazard.termStart ?? dueAt,
      zone: ZONE,
    };
    const basis = { zh: `经批准第${granted}次延期`, en: `Extended by approval, number ${granted}` };
    return extendedDueDate(terms, dueAt, basis, calendar);
  }
}
