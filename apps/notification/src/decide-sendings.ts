import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { parseIsoDuration } from '#kernel/durations.js';
import { type Priority } from '#hazards/deadlines/priority.js';
import { type Severity } from '#hazards/escalation/escalation-policy.js';
import { type Grade } from '#hazards/grading/grade.js';
import { cannotWait, decideSendAt } from '#hazards/notification/quiet-hours.js';
import { type Sendable, SendableAlerts } from '#store/alerts/sendable-alerts.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { baseStepId } from './raise-alerts.js';

/** What is to become of an alert now. `waiting`: its moment is known, and is brought back when it comes. */
export interface Sending {
  readonly alert: Sendable;
  readonly kind: 'ready' | 'put-off' | 'waiting' | 'left-out' | 'no-address';
  /** Set when it is put off. */
  readonly sendAt: Date | null;
  readonly sharedBy: string | null;
}

/** Decides of each alert whether it leaves now, later, or not any more. */
@Injectable()
export class DecideSendings {
  constructor(
    private readonly sendables: SendableAlerts,
    private readonly policies: PolicyLibrary,
  ) {}

  async run(manager: EntityManager, alerts: readonly Sendable[]): Promise<Sending[]> {
    const fresh = alerts.filter((alert) => alert.send === null && !cannotWait(urgencyOf(alert)));
    const recent = await this.recentTo(manager, fresh);
    const sendings: Sending[] = [];
    for (const alert of alerts) {
      const known = standingOf(alert);
      if (known) sendings.push({ alert, kind: known, sendAt: null, sharedBy: null });
      else sendings.push(await this.decide(manager, alert, recent.get(alert.recipientId) ?? 0));
    }
    return sendings;
  }

  private async decide(manager: EntityManager, alert: Sendable, recent: number): Promise<Sending> {
    const { recipientId, isShareable, policyId, policyVersion, stepId, now } = alert;
    const { steps } = await this.policies.escalationOf(manager, policyId, policyVersion);
    const waitsForDigest = steps.find(({ id }) => id === baseStepId(stepId))?.digest ?? false;
    const urgency = urgencyOf(alert);
    const { sendAt } = decideSendAt(
      { recipientId, ...urgency, isShareable, waitsForDigest, recent },
      this.policies.sending,
      ZONE,
      now,
    );
    if (sendAt <= now) return { alert, kind: 'ready', sendAt: null, sharedBy: null };
    return { alert, kind: 'put-off', sendAt, sharedBy: isShareable ? recipientId : null };
  }

  /** Ordinary alerts to each recipient within the time of a burst. */
  private async recentTo(manager: EntityManager, fresh: readonly Sendable[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    if (fresh.length === 0) return counts;
    const within = parseIsoDuration(this.policies.sending.burst.within) ?? 0;
    const recipients = fresh.map(({ recipientId }) => recipientId);
    for (const told of await this.sendables.recentTo(manager, recipients, within)) {
      if (cannotWait(urgencyOf(told))) continue;
      counts.set(told.recipientId, (counts.get(told.recipientId) ?? 0) + told.count);
    }
    return counts;
  }
}

/** What is known already; undefined for an alert that nobody has looked at. */
function standingOf({ address, send, isShareable, isOver }: Sendable): Sending['kind'] | undefined {
  if (!address) return 'no-address';
  if (!send) return undefined;
  if (send.state === 'pending' && send.sendAt !== null) return 'waiting';
  const waited = send.state === 'pending' || send.digestId !== null;
  return waited && isShareable && isOver ? 'left-out' : 'ready';
}

function urgencyOf({ severity, grade, priority }: Pick<Sendable, 'severity' | 'grade' | 'priority'>): {
  severity: Severity;
  grade?: Grade;
  priority?: Priority;
} {
  return {
    severity: severity as Severity,
    ...(grade !== null && { grade: grade as Grade }),
    ...(priority !== null && { priority: priority as Priority }),
  };
}
