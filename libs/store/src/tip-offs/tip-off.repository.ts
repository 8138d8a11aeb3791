import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Status } from '#hazards/lifecycle/status.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type HazardReport, type ReportAnswer, ReportHazards } from '../hazards/report-hazards.js';

export interface TipOff {
  /** What the informant keeps; only its hash is stored. */
  readonly trackingCode: string;
  readonly report: HazardReport;
}

/** 举报: reports of people without an account, and what became of them. */
@Injectable()
export class TipOffRepository {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly reports: ReportHazards,
  ) {}

  /** Stores the hazard and the code together. The writer's scope is the one school that is named. */
  async accept({ trackingCode, report }: TipOff): Promise<ReportAnswer> {
    const [found] = await this.transactions.call<{ school: number | null }>(
      'select app.school_for_tip_off($1) as school',
      [report.organisationCode],
    );
    const school = found?.school ?? null;
    if (school === null) return { kind: 'refused', reason: 'unknown' };
    const scope = { organisations: [school] };
    return this.transactions.run(scope, async (manager) => {
      const [answer] = await this.reports.run(scope, [report]);
      if (!answer) throw new Error('a tip-off was stored without an answer');
      if (answer.kind !== 'refused') {
        const values = [hashOf(trackingCode), answer.id];
        await manager.query('insert into app.tip_off (code_hash, hazard_id) values ($1, $2)', values);
      }
      return answer;
    });
  }

  /** The status of the hazard behind a code; undefined for a code that was never given out. */
  async statusOf(trackingCode: string): Promise<Status | undefined> {
    const [row] = await this.transactions.call<{ status: Status | null }>('select app.tip_off_status($1) as status', [
      hashOf(trackingCode),
    ]);
    return row?.status ?? undefined;
  }
}

/** A code of 128 random bits cannot be guessed, so no slow hash is needed. */
const hashOf = (trackingCode: string): Buffer => createHash('sha256').update(trackingCode).digest();
