import { Injectable } from '@nestjs/common';
import { DeliveryCounts } from '#platform/observability/metrics.js';
import { ApiTransactions } from '#platform/database/transactions.js';

/** Counts of deliveries that somebody should look at, for the metrics. */
@Injectable()
export class StoredDeliveryCounts extends DeliveryCounts {
  constructor(private readonly transactions: ApiTransactions) {
    super();
  }

  async counts(): Promise<Record<string, number>> {
    const rows = await this.transactions.call<{ state: string; n: string }>('select * from app.delivery_counts()', []);
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
  }
}
