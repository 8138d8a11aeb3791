import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/** An alert as a line of a digest needs it; either the hazard or the filing is there. */
export interface DigestEntry {
  readonly alertId: string;
  readonly obligationKind: string;
  readonly dueAt: Date;
  readonly stepId: string;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly via: string;
  readonly recipientRole: string;
  readonly recipientName: string;
  readonly organisationName: string;
  readonly districtId: number | null;
  readonly hazard: { id: string; number: string; grade: string | null; place: string } | null;
  readonly filing: { dutyId: string; dutyVersion: string; period: string; code: string; state: string } | null;
}

/** What the alerts of a digest tell of, as it stands now. */
@Injectable()
export class DigestEntries {
  of(manager: EntityManager, alertIds: readonly string[]): Promise<DigestEntry[]> {
    return manager.query(
      `select a.id as "alertId", o.kind as "obligationKind", coalesce(f.due_at, o.due_at) as "dueAt", a.step_id as "stepId",
         o.policy_id as "policyId", o.policy_version as "policyVersion", a.via, a.recipient_role as "recipientRole",
         p.name as "recipientName", coalesce(f.name, n.name) as "organisationName", n.district_id as "districtId",
         case when h.id is not null then jsonb_build_object('id', h.id, 'number', h.number, 'grade', h.grade,
           'place', concat_ws(' ', h.site, nullif(h.building, ''), nullif(h.spot, ''))) end as hazard,
         case when f.id is not null then jsonb_build_object('dutyId', f.duty_id, 'dutyVersion', c.duty_version,
           'period', f.period, 'code', f.code, 'state', f.state) end as filing
       from app.alert a join app.obligation o on o.id = a.obligation_id join app.person p on p.id = a.recipient_id
         join app.organisation n on n.id = a.about_organisation_id
         left join app.hazard h on h.id = a.hazard_id
         left join app.filing f on f.id = a.subject_id and a.hazard_id is null
         left join app.duty_cycle c on c.id = f.cycle_id
       where a.id = any($1::uuid[]) order by a.id`,
      [alertIds],
    );
  }
}
