import { type EntityManager } from 'typeorm';
import { type Notice, noticeId } from '#hazards/escalation/notice.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type DeliveryLedger } from '#platform/delivery/delivery-ledger.js';

interface Announcement {
  readonly subjectId: string;
  readonly kind: ObligationKind;
  readonly notice: Notice;
  /** Tells the notices of one subject apart, such as the version that it has from now on. */
  readonly number: number;
}

/** 告知: promises a notice by the way of every step, in the transaction of the change that it tells of. */
export async function announce(
  manager: EntityManager,
  ledger: DeliveryLedger,
  { subjectId, kind, notice, number }: Announcement,
): Promise<void> {
  const [obligation]: { id: string; organisation_id: number; due_version: number }[] = await manager.query(
    `select id, organisation_id, due_version from app.obligation
     where subject_id = $1 and kind = $2 and status in ('open', 'paused')`,
    [subjectId, kind],
  );
  if (!obligation) return;
  await ledger.promise(manager, [
    {
      eventType: 'obligation.escalated',
      subjectId: obligation.id,
      organisationId: obligation.organisation_id,
      refs: { dueVersion: obligation.due_version, stepId: noticeId(notice, number) },
    },
  ]);
}
