import { Injectable } from '@nestjs/common';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { decideVerification, type Verdict } from '#hazards/rectification/decide-rectification.js';
import { type ObligationEffect, termObligation } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard, type Situation } from './change-hazard.js';
import { closing } from './close-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { ordersOf } from './obligation-orders.js';
import { attemptOf } from './refusal-problem.js';

export interface Verification {
  readonly passed: boolean;
  readonly reason?: string;
  /** Only with `passed`: strikes a general hazard off in the same step. */
  readonly close?: boolean;
}

/** 复查: somebody else looks, and passes it or sends it back. */
@Injectable()
export class VerifyRectification {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, request: Verification, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'hazard.verify', precondition }, (hazard, situation) =>
      decide(hazard, request, situation),
    );
  }
}

/** What was sent back has to be submitted anew, with an assessment of its own. */
const NOT_SUBMITTED = { submittedBy: null, submittedAt: null, verifiedBy: null, assessment: null } as const;

function decide(hazard: Readonly<Hazard>, request: Verification, { people, personId, now }: Situation): HazardChange {
  const verdict: Verdict = request.passed
    ? { passed: true, close: request.close, findings: request.reason }
    : { passed: false, reason: request.reason ?? '' };
  const attempt = attemptOf(hazard, request.passed ? 'verify-pass' : 'verify-return');
  const { decision, by } = inSomeRole(people, attempt, (person) => decideVerification(hazard, verdict, person, now));
  const data = { reason: request.reason, role: by.role };

  if (!verdict.passed) {
    return {
      outcome: 'returned',
      set: { status: decision.to, ...NOT_SUBMITTED, transferredTo: null },
      events: [{ type: 'hazard.returned', data }],
      obligations: ordersOf([...decision.effects, ...backToSchool(hazard)]),
      announce: { kind: termObligation(hazard.grade), notice: 'returned' },
    };
  }
  const verified = { type: 'hazard.verified', data };
  const closed = decision.moves.includes('close') ? closing({}, by, now) : undefined;
  return {
    outcome: closed ? 'closed' : 'verified',
    set: { status: decision.to, verifiedBy: personId, ...closed?.set },
    events: [verified, ...(closed?.events ?? [])],
    tell: closed?.tell,
    obligations: ordersOf(decision.effects),
  };
}

/** What a department did not get right is the school's again, so its term runs on. */
const backToSchool = ({ transferredTo, grade }: Readonly<Hazard>): ObligationEffect[] =>
  transferredTo === null ? [] : [{ obligation: termObligation(grade), change: 'resume', reason: 'transferred' }];
