import { Injectable } from '@nestjs/common';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { decideAcceptance, decideExcuse, decideReturn } from '#hazards/zero-report/decide-filing.js';
import { type Precondition } from '#platform/http/etag.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { FilingTokens } from '#store/zero-report/filing-tokens.js';
import { ChangeFiling, type FilingKey, type FilingPlace } from './change-filing.js';
import { refusalOf } from './filing-refusal.js';
import { type DraftRequest, type Figures, requireOwn, WriteFiling } from './write-filing.js';

/** 填报、签字、退回、接收、免报: the steps of one filing, the same for every duty. */
@Injectable()
export class FilingSteps {
  constructor(
    private readonly changeFiling: ChangeFiling,
    private readonly writing: WriteFiling,
    private readonly policies: PolicyLibrary,
    private readonly tokens: FilingTokens,
  ) {}

  draft(key: FilingKey, request: DraftRequest, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.draft', precondition, (situation) =>
      this.writing.drafted(situation, request),
    );
  }

  sign(key: FilingKey, precondition: Precondition, figures?: Figures): Promise<FilingPlace> {
    // Who may sign is said by the duty, not by a permission: a survey is signed by others than a zero report.
    return this.changeFiling.run(key, figures ? 'roll-up.read' : 'zero-report.draft', precondition, (situation) =>
      this.writing.signed(situation, figures),
    );
  }

  return(key: FilingKey, reason: string, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.return', precondition, async ({ duty, filing, manager, now }) => {
      const calendar = await this.policies.currentCalendar(manager);
      const decision = decideReturn(duty, filing, calendar, ZONE, now);
      if (decision.kind === 'refused') throw refusalOf(decision.reason);
      const [row]: { policy_id: string; policy_version: string }[] = await manager.query(
        'select policy_id, policy_version from app.obligation where subject_id = $1',
        [filing.id],
      );
      const policy = row && (await this.policies.escalationOf(manager, row.policy_id, row.policy_version));
      const { dueAt } = decision;
      const schedule = policy ? scheduleSteps(policy, { startAt: now, dueAt }, calendar, ZONE) : [];
      return {
        outcome: 'returned',
        set: { state: 'returned', dueAt, remark: reason },
        events: [{ type: 'filing.returned', data: { reason, dueAt } }],
        obligation: { kind: 'reopen', dueAt, schedule },
        announce: 'returned',
      };
    });
  }

  accept(key: FilingKey, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.return', precondition, ({ filing }) => {
      const decision = decideAcceptance(filing);
      if (decision.kind === 'refused') throw refusalOf(decision.reason);
      return { outcome: 'accepted', set: { state: 'accepted' }, events: [{ type: 'filing.accepted', data: {} }] };
    });
  }

  /** 作废链接: what letters carried opens nothing any more, as when a mail went astray; the next reminder brings a new one. */
  revokeLinks(key: FilingKey, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.draft', precondition, async ({ filing, actor, manager }) => {
      requireOwn(actor);
      await this.tokens.revoke(manager, filing.id);
      return { outcome: 'links-revoked', set: {}, events: [{ type: 'filing.links-revoked', data: {} }] };
    });
  }

  excuse(key: FilingKey, reason: string, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.return', precondition, async ({ filing, manager }) => {
      const decision = decideExcuse(filing);
      if (decision.kind === 'refused') throw refusalOf(decision.reason);
      await this.tokens.revoke(manager, filing.id);
      return {
        outcome: 'excused',
        set: { state: 'excused', remark: reason },
        events: [{ type: 'filing.excused', data: { reason } }],
        obligation: { kind: 'cancel' },
      };
    });
  }
}
