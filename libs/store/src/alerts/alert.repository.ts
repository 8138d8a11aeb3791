import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { fromRow } from '../row-mapping.js';

export interface NewAlert {
  readonly obligationId: string;
  readonly dueVersion: number;
  readonly stepId: string;
  readonly subjectId: string;
  readonly hazardId: string | null;
  readonly recipientId: string;
  readonly recipientRole: string;
  readonly organisationId: number;
  readonly aboutOrganisationId: number;
  readonly rank: number;
  readonly severity: string;
  readonly via: string;
  readonly reason: string | null;
  readonly title: string;
  readonly body: string;
  readonly raisedAt: Date;
}

export interface Alert extends NewAlert {
  readonly id: string;
  readonly acknowledgedAt: Date | null;
}

/** 告警: one row per step and recipient, whatever happens. */
@Injectable()
export class AlertRepository {
  constructor(private readonly ledger: DeliveryLedger) {}

  /** Stores those alerts that do not stand yet, promises their sending, and answers the stored ones. */
  async raise(
    manager: EntityManager,
    alerts: readonly NewAlert[],
  ): Promise<{ id: string; recipientId: string; obligationId: string; stepId: string }[]> {
    if (alerts.length === 0) return [];
    const rows = alerts.map((alert) => ({ id: newId(), ...alert }));
    const stored: { id: string; recipientId: string; obligationId: string; stepId: string; organisationId: number }[] =
      await manager.query(
        `insert into app.alert (id, obligation_id, due_version, step_id, subject_id, hazard_id, recipient_id,
           recipient_role, organisation_id, about_organisation_id, rank, severity, via, reason, title, body, raised_at)
         select "id", "obligationId", "dueVersion", "stepId", "subjectId", "hazardId", "recipientId", "recipientRole",
           "organisationId", "aboutOrganisationId", "rank", "severity", "via", "reason", "title", "body", "raisedAt"
         from jsonb_to_recordset($1::jsonb) as r("id" uuid, "obligationId" uuid, "dueVersion" int, "stepId" text,
           "subjectId" uuid, "hazardId" uuid, "recipientId" uuid, "recipientRole" text, "organisationId" int,
           "aboutOrganisationId" int, "rank" int, "severity" text, "via" text, "reason" text, "title" text, "body" text,
           "raisedAt" timestamptz)
         on conflict (obligation_id, due_version, step_id, recipient_id) do nothing
         returning id, recipient_id as "recipientId", obligation_id as "obligationId", step_id as "stepId",
           organisation_id as "organisationId"`,
        [JSON.stringify(rows)],
      );
    await this.ledger.promise(
      manager,
      stored.map((alert) => ({
        eventType: 'alert.raised' as const,
        subjectId: alert.id,
        organisationId: alert.organisationId,
      })),
    );
    return stored;
  }

  async byIds(manager: EntityManager, ids: readonly string[]): Promise<Alert[]> {
    const rows: Record<string, unknown>[] = await manager.query('select * from app.alert where id = any($1::uuid[])', [
      ids,
    ]);
    return rows.map((row) => fromRow<Alert>(row));
  }
}
