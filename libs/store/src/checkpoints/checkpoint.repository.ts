import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { hours } from '#kernel/durations.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type SealedHead } from './sealed-head.js';

/** Class and object of the advisory lock under which checkpoints are made and read; see migrate.ts for the first of its kind. */
const LOCK = [8_468, 1] as const;
const PAGE = 5_000;
/** An event may be committed this long after its time, and no longer: the longest unit of work takes minutes. */
const LATEST_COMMIT_MS = hours(1);

export interface StoredCheckpoint {
  readonly number: number;
  readonly takenAt: Date;
  readonly line: string;
}

/** A sealed head that the history does not bear out: what stands in its place, and where the chain ends today. */
export interface LostHead {
  readonly stream: string;
  readonly seq: number;
  readonly isReplaced: boolean;
  /** Null when nothing is left of the chain. */
  readonly endsAt: number | null;
}

@Injectable()
export class CheckpointRepository {
  constructor(private readonly transactions: WorkerTransactions) {}

  /**
   * Does `work` while nobody else makes a checkpoint, in any process; undefined when somebody does. The lock is that of a
   * session, because a checkpoint is only whole once its file is written, after the commit.
   */
  async alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    const runner = this.transactions.dataSource.createQueryRunner();
    try {
      const taken = 'select pg_try_advisory_lock($1, $2) as free';
      const [lock] = (await runner.query(taken, [...LOCK])) as { free: boolean }[];
      if (!lock?.free) return undefined;
      try {
        return await work();
      } finally {
        await runner.query('select pg_advisory_unlock($1, $2)', [...LOCK]);
      }
    } finally {
      await runner.release();
    }
  }

  /** Until the end of the unit of work no checkpoint is made. Waits for one under way. */
  async standStill(manager: EntityManager): Promise<void> {
    await manager.query('select pg_advisory_xact_lock_shared($1, $2)', [...LOCK]);
  }

  async standing(manager: EntityManager): Promise<{ now: Date; last: StoredCheckpoint | undefined }> {
    const [row]: { now: Date; number: number | null; takenAt: Date; line: string }[] = await manager.query(
      `select app.now() as now, c.number, c.taken_at as "takenAt", c.line from (values (1)) one(one)
       left join lateral (select * from app.checkpoint order by number desc limit 1) c on true`,
    );
    if (!row) throw new Error('the database tells no time');
    const { now, number, takenAt, line } = row;
    return { now, last: number === null ? undefined : { number, takenAt, line } };
  }

  /**
   * Seals the heads of all chains that grew since they were last sealed; answers how many, and how much that adds. With `since`,
   * the time of the checkpoint before, it looks no further back than it must.
   */
  async sealHeads(
    manager: EntityManager,
    number: number,
    since: Date | undefined,
  ): Promise<{ heads: number; chains: number; events: number }> {
    // The first look reads millions of rows; the limit is meant for requests.
    await manager.query('set local statement_timeout = 0');
    const from = since && new Date(since.getTime() - LATEST_COMMIT_MS);
    const [sealed]: { heads: number; chains: number; events: number }[] = await manager.query(
      `with grown as (
         select last.stream, last.seq, coalesce(before.seq, 0) as before
         from (select stream, max(seq) as seq from app.event ${from ? 'where at >= $2' : ''} group by stream) last
         left join lateral (
           select s.seq from app.sealed_head s where s.stream = last.stream order by s.seq desc limit 1) before on true
         where last.seq > coalesce(before.seq, 0)
       ), written as (
         insert into app.sealed_head (checkpoint, stream_kind, stream, seq, hash)
           select $1, e.stream_kind, e.stream, e.seq, e.hash from grown join app.event e using (stream, seq)
       )
       select count(*)::int as heads, count(*) filter (where before = 0)::int as chains,
         coalesce(sum(seq - before), 0)::int as events from grown`,
      from ? [number, from] : [number],
    );
    return sealed ?? { heads: 0, chains: 0, events: 0 };
  }

  async save(manager: EntityManager, { number, takenAt, line }: StoredCheckpoint): Promise<void> {
    await manager.query('insert into app.checkpoint (number, taken_at, line) values ($1, $2, $3)', [
      number,
      takenAt,
      line,
    ]);
  }

  async find(manager: EntityManager, number: number): Promise<StoredCheckpoint | undefined> {
    const [found]: StoredCheckpoint[] = await manager.query(
      'select number, taken_at as "takenAt", line from app.checkpoint where number = $1',
      [number],
    );
    return found;
  }

  /** The checkpoints after one, in their order. */
  async *after(manager: EntityManager, number: number): AsyncGenerator<StoredCheckpoint> {
    for (let last = number; ;) {
      const page: StoredCheckpoint[] = await manager.query(
        `select number, taken_at as "takenAt", line from app.checkpoint where number > $1 order by number limit ${PAGE}`,
        [last],
      );
      yield* page;
      if (page.length < PAGE) return;
      last = page.at(-1)?.number ?? last;
    }
  }

  /** The heads that a checkpoint sealed, some thousand at a time, in the order of their leaves. */
  async *heads(manager: EntityManager, number: number): AsyncGenerator<SealedHead[]> {
    let last: SealedHead | undefined;
    for (;;) {
      const page: SealedHead[] = await manager.query(
        `select stream_kind as "streamKind", stream, seq, encode(hash, 'hex') as hash from app.sealed_head
         where checkpoint = $1 and (stream_kind, stream) > ($2, $3::uuid) order by stream_kind, stream limit ${PAGE}`,
        [number, last?.streamKind ?? '', last?.stream ?? '00000000-0000-0000-0000-000000000000'],
      );
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      last = page.at(-1);
    }
  }

  /** Which of these heads the history of today does not hold. */
  async lost(manager: EntityManager, heads: readonly SealedHead[]): Promise<LostHead[]> {
    return manager.query(
      `select h.stream, h.seq, e.stream is not null as "isReplaced",
         (select max(t.seq) from app.event t where t.stream = h.stream) as "endsAt"
       from unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) with ordinality h(stream, seq, hash, stream_kind, nth)
       left join app.event e on e.stream = h.stream and e.seq = h.seq
       where e.stream is null or e.hash <> decode(h.hash, 'hex') or e.stream_kind <> h.stream_kind
       order by h.nth`,
      [heads.map((h) => h.stream), heads.map((h) => h.seq), heads.map((h) => h.hash), heads.map((h) => h.streamKind)],
    );
  }
}
