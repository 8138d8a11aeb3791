import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/** What is known of the sending of an alert that was begun or put off. */
export interface BegunSend {
  readonly state: 'pending' | 'sending' | 'accepted' | 'retry' | 'dead' | 'unreachable' | 'left-out';
  /** The moment that it was put off to; null once that has come. */
  readonly sendAt: string | null;
  readonly attempts: number;
  readonly digestId: string | null;
}

export interface Sendable {
  readonly alertId: string;
  readonly recipientId: string;
  readonly address: string | null;
  readonly title: string;
  readonly body: string;
  readonly severity: string;
  readonly grade: string | null;
  readonly priority: string | null;
  readonly stepId: string;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly organisationId: number;
  /** True when it tells of one task, so that a line can say it; lists and what was not acknowledged leave alone. */
  readonly isShareable: boolean;
  /** True when it was acknowledged, or what it tells of is done or has a new due time. */
  readonly isOver: boolean;
  /** True when it is about a hazard and not about a filing. */
  readonly isOfHazard: boolean;
  readonly send: BegunSend | null;
  readonly now: Date;
}

/** How many alerts of one kind went to a recipient of late. */
export interface RecentAlerts {
  readonly recipientId: string;
  readonly severity: string;
  readonly grade: string | null;
  readonly priority: string | null;
  readonly count: number;
}

/** What is needed to decide when, and in which letter, an alert leaves. */
@Injectable()
export class SendableAlerts {
  /** Alerts by their ids, in the order of their raising; one that is not there is left out. */
  byIds(manager: EntityManager, channel: string, alertIds: readonly string[]): Promise<Sendable[]> {
    return manager.query(
      `select a.id as "alertId", a.recipient_id as "recipientId", p.email as address, a.title, a.body, a.severity,
         h.grade, h.priority, a.step_id as "stepId", o.policy_id as "policyId", o.policy_version as "policyVersion",
         a.organisation_id as "organisationId",
         a.step_id not like 'contradicted#%' and (a.hazard_id is not null and o.kind <> 'acknowledge-alert'
           or exists (select from app.filing f where f.id = a.subject_id and f.duty_id <> 'readiness')) as "isShareable",
         a.acknowledged_at is not null or o.status <> 'open' or o.due_version <> a.due_version as "isOver",
         a.hazard_id is not null as "isOfHazard",
         case when s.alert_id is not null then jsonb_build_object('state', s.state, 'sendAt', s.send_at,
           'attempts', s.attempts, 'digestId', s.digest_id) end as send,
         app.now() as now
       from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
         left join app.hazard h on h.id = a.hazard_id
         left join app.alert_send s on s.alert_id = a.id and s.channel = $2
       where a.id = any($1::uuid[]) order by a.raised_at, a.id`,
      [alertIds, channel],
    );
  }

  /** What these people were told within the last `length` ms. */
  recentTo(manager: EntityManager, recipientIds: readonly string[], length: number): Promise<RecentAlerts[]> {
    return manager.query(
      `select a.recipient_id as "recipientId", a.severity, h.grade, h.priority, count(*)::int as count
       from app.alert a left join app.hazard h on h.id = a.hazard_id
       where a.recipient_id = any($1::uuid[]) and a.raised_at > app.now() - $2::float8 * interval '1 ms'
       group by 1, 2, 3, 4`,
      [[...new Set(recipientIds)], length],
    );
  }
}
