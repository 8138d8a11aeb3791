import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { FilingRepository, type FilingFlag } from '#store/zero-report/filing.repository.js';

interface Waiting {
  filing_id: string;
  hazard_id: string;
  number: string;
  grade: string | null;
  description: string;
  discovered_at: Date;
  reported_at: Date;
}

const MOST_AT_ONCE = 200;
const ACTOR = 'system:quarter';

/** 事后矛盾: a hazard that was seen before a zero was filed came to light after it. The zero is flagged, the zone officer told. */
@Injectable()
export class FlagContradictions {
  constructor(
    private readonly filings: FilingRepository,
    private readonly ledger: DeliveryLedger,
  ) {}

  async run(manager: EntityManager): Promise<number> {
    const waiting: Waiting[] = await manager.query(
      `select c.filing_id, c.hazard_id, h.number, h.grade, h.description, h.discovered_at, h.reported_at
       from app.contradiction c join app.hazard h on h.id = c.hazard_id
       where c.handled_at is null order by c.found_at, c.hazard_id limit $1 for update of c skip locked`,
      [MOST_AT_ONCE],
    );
    for (const one of waiting) {
      const flag: FilingFlag = {
        hazardId: one.hazard_id,
        hazardNumber: one.number,
        grade: one.grade,
        discoveredAt: one.discovered_at.toISOString(),
        reportedAt: one.reported_at.toISOString(),
      };
      await this.filings.update(manager, one.filing_id, ACTOR, (filing) => ({
        outcome: 'flagged',
        set: { flags: [...filing.flags, flag] },
        events: [{ type: 'filing.contradicted', data: { ...flag } }],
      }));
      await this.tell(manager, one);
      await manager.query(
        'update app.contradiction set handled_at = app.now() where filing_id = $1 and hazard_id = $2',
        [one.filing_id, one.hazard_id],
      );
    }
    return waiting.length;
  }

  /** The zone officer hears of it by the way of every other step. */
  private async tell(manager: EntityManager, { filing_id: filingId, number }: Waiting): Promise<void> {
    const [obligation]: { id: string; organisation_id: number; due_version: number }[] = await manager.query(
      'select id, organisation_id, due_version from app.obligation where subject_id = $1',
      [filingId],
    );
    if (!obligation) return;
    await this.ledger.promise(manager, [
      {
        eventType: 'obligation.escalated',
        subjectId: obligation.id,
        organisationId: obligation.organisation_id,
        refs: { dueVersion: obligation.due_version, stepId: `contradicted#${number}` },
      },
    ]);
  }
}
