import { type EntityManager } from 'typeorm';
import { canonicalJson } from './canonical-json.js';
import { CHAIN_START, type ChainLink, historyHash, historyTime } from './history-hash.js';

export interface NewEvent {
  readonly type: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where a chain ends: the caller holds it under the lock of the row that the chain belongs to. */
export interface ChainHead {
  readonly stream: string;
  readonly streamKind: string;
  readonly seq: number;
  readonly hash: Buffer;
}

interface EventRow {
  stream: string;
  seq: number;
  stream_kind: string;
  type: string;
  at: Date;
  actor: string;
  canonical: string;
  previous: string;
  hash: string;
}

/** Rows that continue a chain, and its new head. */
export function continueChain(
  head: ChainHead,
  events: readonly NewEvent[],
  at: Date,
): { rows: EventRow[]; head: ChainHead } {
  const rows: EventRow[] = [];
  let { seq, hash } = head;
  for (const event of events) {
    const canonical = Buffer.from(canonicalJson(event.data));
    const previous = hash;
    seq += 1;
    const { actor, type } = event;
    const { stream, streamKind } = head;
    hash = historyHash(previous, { stream, seq, streamKind, at: historyTime(at), actor, type, canonical });
    rows.push({
      stream: head.stream,
      seq,
      stream_kind: head.streamKind,
      type: event.type,
      at,
      actor: event.actor,
      canonical: `\\x${canonical.toString('hex')}`,
      previous: `\\x${previous.toString('hex')}`,
      hash: `\\x${hash.toString('hex')}`,
    });
  }
  return { rows, head: { ...head, seq, hash } };
}

/** Appends rows of any number of chains in one statement. */
export async function appendEvents(manager: EntityManager, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(`insert into app.event select * from jsonb_populate_recordset(null::app.event, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
}

export interface HistoryFault {
  readonly stream: string;
  readonly seq: number;
  readonly fault: 'missing' | 'edited' | 'chain-broken' | 'head-differs' | 'tail-missing';
}

interface StoredEvent extends ChainLink {
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/**
 * Reads all chains in order and finds edited, removed, added and reordered rows, and rows whose head is not the one that their
 * subject remembers. Memory stays flat: it reads by pages of `pageSize` events.
 */
export async function verifyHistory(
  manager: EntityManager,
  pageSize = 5_000,
): Promise<{ events: number; streams: number; faults: HistoryFault[] }> {
  const faults: HistoryFault[] = [];
  let cursor: { stream: string; seq: number } = { stream: '00000000-0000-0000-0000-000000000000', seq: 0 };
  let last: { stream: string; seq: number; hash: Buffer } | undefined;
  let events = 0;
  let streams = 0;
  for (;;) {
    const page: StoredEvent[] = await manager.query(
      `select stream, seq, stream_kind as "streamKind", to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
         actor, type, canonical, previous, hash
       from app.event
       where (stream, seq) > ($1::uuid, $2::int) order by stream, seq limit $3`,
      [cursor.stream, cursor.seq, pageSize],
    );
    for (const event of page) {
      const before = last?.stream === event.stream ? last : undefined;
      if (!before) streams += 1;
      faults.push(...faultsOf(event, before));
      last = { stream: event.stream, seq: event.seq, hash: event.hash };
    }
    events += page.length;
    const end = page.at(-1);
    if (!end || page.length < pageSize) break;
    cursor = { stream: end.stream, seq: end.seq };
  }
  faults.push(...(await headFaults(manager)));
  return { events, streams, faults };
}

function faultsOf(event: StoredEvent, before: { seq: number; hash: Buffer } | undefined): HistoryFault[] {
  const at = { stream: event.stream, seq: event.seq };
  const expected = { seq: (before?.seq ?? 0) + 1, hash: before?.hash ?? CHAIN_START };
  if (event.seq !== expected.seq) return [{ ...at, seq: expected.seq, fault: 'missing' }];
  if (!event.previous.equals(expected.hash)) return [{ ...at, fault: 'chain-broken' }];
  return historyHash(event.previous, event).equals(event.hash) ? [] : [{ ...at, fault: 'edited' }];
}

/** The subject's row remembers where its chain ends, so that a tail that was cut off shows. */
async function headFaults(manager: EntityManager): Promise<HistoryFault[]> {
  return manager.query(
    `with head as (
       select id, history_seq, history_hash from app.hazard
       union all select id, history_seq, history_hash from app.filing where history_seq > 0
       union all select history_id, history_seq, history_hash from app.organisation where history_seq > 0
     )
     select h.id as stream, h.history_seq as seq,
       case when e.stream is null then 'tail-missing' else 'head-differs' end as fault
     from head h left join app.event e on e.stream = h.id and e.seq = h.history_seq
     where e.hash is distinct from h.history_hash
        or exists (select from app.event more where more.stream = h.id and more.seq > h.history_seq)`,
  );
}
