import { Injectable } from '@nestjs/common';
import { ApiTransactions } from '#platform/database/transactions.js';

/** The movable part of app.now(). Only ever moved where CLOCK=simulated. */
@Injectable()
export class RehearsalClock {
  constructor(private readonly transactions: ApiTransactions) {}

  async now(): Promise<Date> {
    const [row] = await this.transactions.call<{ moment: Date }>('select app.now() as moment', []);
    if (!row) throw new Error('the database tells no time');
    return row.moment;
  }

  /** Moves app.now() to that moment; it goes on running from there. Never back. */
  async moveTo(moment: Date): Promise<void> {
    await this.transactions.call(
      `update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp() where $1::timestamptz > app.now()`,
      [moment],
    );
  }

  /** True when time was ever moved in this database. */
  async wasMoved(): Promise<boolean> {
    const [row] = await this.transactions.call<{ moved: boolean }>(
      `select ahead <> interval '0' as moved from app.rehearsal_clock`,
      [],
    );
    return row?.moved === true;
  }
}
