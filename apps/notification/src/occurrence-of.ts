import { type EntityManager } from 'typeorm';
import { type Notice, noticeOf } from '#hazards/escalation/notice.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type HazardEvent } from '#hazards/notification/alert-input.js';

/** What happened to a hazard, and the reason that was given for it. */
export interface Occurrence {
  readonly event?: HazardEvent;
  readonly remark?: string;
}

const TOLD_BY: Readonly<Record<Notice, string>> = {
  returned: 'hazard.returned',
  'extension-granted': 'hazard.extended',
  'extension-refused': 'hazard.extension-denied',
};

/** The occasion of a telling that is no step of the climb; empty for one that is. Reasons stand in the history alone. */
export async function occurrenceOf(
  manager: EntityManager,
  { kind, stepId, hazard }: { kind: ObligationKind; stepId: string; hazard: Hazard },
): Promise<Occurrence> {
  if (kind === 'decide-extension' && stepId === 'created') {
    return { event: 'extension-asked', remark: hazard.extensionPending?.['reason'] as string | undefined };
  }
  const notice = noticeOf(stepId);
  if (!notice) return {};
  const [last]: { reason: string | null }[] = await manager.query(
    `select convert_from(canonical, 'UTF8')::jsonb->>'reason' as reason from app.event
     where stream = $1 and type = $2 order by seq desc limit 1`,
    [hazard.id, TOLD_BY[notice]],
  );
  return { event: notice, remark: last?.reason ?? undefined };
}
