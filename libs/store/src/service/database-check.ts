import { Injectable } from '@nestjs/common';
import { ApiTransactions } from '#platform/database/transactions.js';
import { HealthCheck } from '#platform/observability/health.js';

/** The database answers, and keeps what it confirms: a server that does not wait for its disk may not hold accepted reports. */
@Injectable()
export class DatabaseCheck extends HealthCheck {
  readonly name = 'database';

  constructor(private readonly transactions: ApiTransactions) {
    super();
  }

  async check(): Promise<void> {
    const [row] = await this.transactions.call<{ fsync: string; commit: string; throwaway: string | null }>(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('tocsin.throwaway', true) as throwaway`,
      [],
    );
    if (row?.throwaway === 'on') return;
    if (row?.fsync !== 'on') throw new Error('the database runs with fsync off');
    if (row.commit === 'off') throw new Error('the database runs with synchronous_commit off');
  }
}
