import { Injectable } from '@nestjs/common';
import { decideAcknowledgement } from '#hazards/escalation/acknowledge.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { acting } from '#store/requests/acting.js';

interface AlertRow {
  id: string;
  hazard_id: string | null;
  recipient_id: string;
  step_id: string;
  raised_at: Date;
  acknowledged_at: Date | null;
  now: Date;
}

/** 已阅: the recipient has read the alert. Its repeats end; nothing else does. */
@Injectable()
export class AcknowledgeAlert {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly obligations: ObligationRepository,
    private readonly hazards: HazardRepository,
  ) {}

  /** Answers when it was acknowledged, now or before. 404 for alerts to others. */
  run(id: string): Promise<Date> {
    const { actor, scope, name } = acting();
    return this.transactions.run(scope, async (manager) => {
      const [row]: AlertRow[] = await manager.query(
        `select id, hazard_id, recipient_id, step_id, raised_at, acknowledged_at, app.now() as now
         from app.alert where id = $1 for update`,
        [id],
      );
      if (!row) throw Problem.notFound();
      const decision = decideAcknowledgement(
        {
          alertId: row.id,
          recipientId: row.recipient_id,
          stepId: row.step_id,
          toldAt: row.raised_at,
          timesRepeated: 0,
          acknowledgedAt: row.acknowledged_at,
        },
        actor.personId,
        row.now,
      );
      if (decision.kind === 'refused') throw Problem.notFound();
      if (decision.kind === 'already-acknowledged') return decision.since;
      await manager.query('update app.alert set acknowledged_at = $2, acknowledged_by = $3 where id = $1', [
        id,
        row.now,
        actor.personId,
      ]);
      await this.obligations.change(manager, id, 'acknowledge-alert', { kind: 'meet' }, row.now);
      if (row.hazard_id) {
        await this.hazards.update(manager, row.hazard_id, name, () => ({
          outcome: 'acknowledged',
          set: {},
          events: [{ type: 'hazard.alert-acknowledged', data: { alertId: id, step: row.step_id } }],
        }));
      }
      return row.now;
    });
  }
}
