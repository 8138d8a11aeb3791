import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

export interface HazardRejection {
  readonly reason: string;
  readonly rejectedAt: Date;
  readonly rejectedBy: string;
}

/** 不予受理: rejected reports, with their reasons. Read and written within the scope of the unit of work: the district's and above. */
@Injectable()
export class HazardRejections {
  /** True when the hazard came as a tip-off, not as a report that merely names one as its source. */
  async isTipOff(manager: EntityManager, hazardId: string): Promise<boolean> {
    const rows: unknown[] = await manager.query('select 1 from app.tip_off where hazard_id = $1', [hazardId]);
    return rows.length > 0;
  }

  async add(
    manager: EntityManager,
    { hazardId, districtId, reason, by }: { hazardId: string; districtId: number; reason: string; by: string },
  ): Promise<void> {
    await manager.query(
      'insert into app.hazard_rejection (hazard_id, organisation_id, reason, rejected_by) values ($1, $2, $3, $4)',
      [hazardId, districtId, reason, by],
    );
  }

  async of(manager: EntityManager, hazardId: string): Promise<HazardRejection | undefined> {
    const rows: HazardRejection[] = await manager.query(
      `select r.reason, r.rejected_at as "rejectedAt", p.name as "rejectedBy"
       from app.hazard_rejection r left join app.person_name(r.rejected_by) p on true where r.hazard_id = $1`,
      [hazardId],
    );
    return rows[0];
  }
}
