import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client as Connection } from 'pg';
import { type Failpoint } from '#platform/failpoint.js';
import { ask } from '../harness/database.js';
import { type District } from './district.js';
import { type Death } from '../harness/own-process.js';

const PATIENCE_MS = 60_000;

/** A district that lives through the quarter's end, and the ways in which its process is made to die on the way. */
export class DyingQuarter {
  constructor(readonly district: District) {}

  /** Lives up to a moment of rehearsal time; from wherever an interrupted walk ended. */
  async until(moment: string): Promise<void> {
    const [clock] = await ask<{ seconds: number }>(
      this.district.databaseUrl,
      `select ceil(extract(epoch from $1::timestamptz - app.now()))::int as seconds`,
      [moment],
    );
    if (!clock || clock.seconds <= 0) return;
    const advance = `P${Math.floor(clock.seconds / 86_400)}DT${clock.seconds % 86_400}S`;
    await this.district.admin.ok('POST', '/v1/clock', { advance });
  }

  /**
   * kill -9 in the middle of a transaction: nobody may write to `table`, so the process stands still with all that it wrote
   * before; there it dies, and nothing of it was committed.
   */
  async dieWriting(table: 'event' | 'filing_edition', work: () => Promise<unknown>): Promise<Death> {
    const barrier = new Connection({ connectionString: this.district.databaseUrl });
    await barrier.connect();
    try {
      await barrier.query(`begin; lock table app.${table} in share mode`);
      const interrupted = work().catch((error: unknown) => error);
      await this.someoneWaitsFor(table);
      const death = await this.district.kill();
      await interrupted;
      return death;
    } finally {
      await barrier.end();
    }
  }

  /** Starts it armed, and lives on towards `moment` until it dies at the point. */
  async dieAt(point: Failpoint, moment: string): Promise<Death> {
    const doomed = await this.district.restart(point);
    if (doomed.isAlive) await this.until(moment).catch(() => undefined);
    return doomed.died;
  }

  /** All that became of the quarter, without what differs between any two runs: ids, hashes and seconds. */
  async endState(): Promise<Record<string, unknown>> {
    const url = this.district.databaseUrl;
    const filings = await ask(
      url,
      `select f.duty_id, f.period, f.code, f.state, f.filed_as, f.edition, f.due_at, f.version, o.status, o.due_version, o.step_ids,
         o.step_times, o.steps_taken, f.content->'answers' as answers, f.content->'figures'->'tally' as tally,
         f.content->'figures'->'numbers' as numbers,
         (select array_agg(e.type || coalesce('/' || (convert_from(e.canonical, 'UTF8')::jsonb->>'step'), '') order by e.seq)
          from app.event e where e.stream = f.id) as history
       from app.filing f join app.obligation o on o.subject_id = f.id order by f.duty_id, f.period, f.code`,
    );
    const alerts = await ask(
      url,
      `select o.kind, a.step_id, p.username, a.title, regexp_replace(a.body, '127\\.0\\.0\\.1:\\d+', '', 'g') as body, s.state, count(*)::int as n
       from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
       left join app.alert_send s on s.alert_id = a.id group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
    );
    const cycles = await ask(
      url,
      `select c.duty_id, c.period, c.opens_at, c.due_at, (select array_agg(e.type) from app.event e where e.stream = c.id) as history
       from app.duty_cycle c order by 1, 2`,
    );
    const editions = await ask(
      url,
      `select f.duty_id, f.period, f.code, e.edition, e.signed_role from app.filing_edition e join app.filing f on f.id = e.filing_id
       order by 1, 2, 3, 4`,
    );
    return { cycles, filings, alerts, editions };
  }

  /** Letters that left the house. */
  get letters(): number {
    return readdirSync(join(this.district.directory, 'outbox')).filter(
      (name) => name.endsWith('.eml') && !name.startsWith('.'),
    ).length;
  }

  private async someoneWaitsFor(table: string): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const waiting = await ask(
        this.district.databaseUrl,
        `select 1 from pg_locks where relation = $1::regclass and not granted`,
        [`app.${table}`],
      );
      if (waiting.length > 0) return;
      await pause(20);
    }
    throw new Error(`nobody wrote to app.${table} within a minute`);
  }
}
