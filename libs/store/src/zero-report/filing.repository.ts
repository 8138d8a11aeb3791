import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type ObligationChange } from '#hazards/escalation/decide-obligation-change.js';
import { type Notice } from '#hazards/escalation/notice.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type Contradiction } from '#hazards/zero-report/contradictions.js';
import { type FilingContent, type FilingDraft } from '#hazards/zero-report/filing-content.js';
import { type FiledAs, type FilingState } from '#hazards/zero-report/filing-standing.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { appendEvents, continueChain, type NewEvent } from '../history/history.js';
import { announce } from '../obligations/announce.js';
import { ObligationRepository } from '../obligations/obligation.repository.js';
import { fromRow, toRow } from '../row-mapping.js';

export interface FilingFlag {
  readonly hazardId: string;
  readonly hazardNumber: string;
  readonly grade: string | null;
  readonly discoveredAt: string;
  readonly reportedAt: string;
}

/** 报送: what one organisation owes, or has filed, for one period of a duty. */
export interface Filing {
  readonly id: string;
  readonly cycleId: string;
  readonly dutyId: string;
  readonly dutyVersion: string;
  readonly period: string;
  readonly organisationId: number;
  readonly path: readonly number[];
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly existedFrom: string;
  readonly existedTo: string | null;
  readonly state: FilingState;
  readonly version: number;
  readonly dueAt: Date;
  readonly edition: number;
  readonly draft: FilingDraft | null;
  readonly content: FilingContent | null;
  readonly contentHash: Buffer | null;
  readonly filedAs: FiledAs | null;
  readonly contested: readonly Contradiction[];
  readonly flags: readonly FilingFlag[];
  readonly remark: string | null;
  readonly filledBy: string | null;
  readonly signedBy: string | null;
  readonly filedAt: Date | null;
}

interface LockedFiling extends Filing {
  readonly historySeq: number;
  readonly historyHash: Buffer;
}

export interface SignedEdition {
  readonly canonical: Buffer;
  readonly hash: Buffer;
  readonly signedRole: string;
  readonly onBehalfOf: string | null;
}

type Changeable =
  | 'state'
  | 'dueAt'
  | 'edition'
  | 'draft'
  | 'content'
  | 'contentHash'
  | 'filedAs'
  | 'contested'
  | 'flags'
  | 'remark'
  | 'filledBy'
  | 'signedBy'
  | 'filedAt';

/** What a decision makes of a filing. Everything in it commits together, or nothing does. */
export interface FilingChange {
  readonly outcome: string;
  readonly set: Partial<Pick<Filing, Changeable>>;
  readonly events: readonly Omit<NewEvent, 'actor'>[];
  readonly obligation?: ObligationChange;
  /** What those who owe it hear at once. */
  readonly announce?: Notice;
  readonly edition?: SignedEdition;
}

const COLUMNS = `f.id, f.cycle_id, f.duty_id, c.duty_version, f.period, f.organisation_id, f.path, f.code, f.name, f.kind,
  to_char(f.existed_from, 'YYYY-MM-DD') as existed_from, to_char(f.existed_to, 'YYYY-MM-DD') as existed_to, f.state, f.version,
  f.due_at, f.edition, f.draft, f.content, f.content_hash, f.filed_as, f.contested, f.flags, f.remark, f.filled_by,
  f.signed_by, f.filed_at, f.history_seq, f.history_hash`;

const SAVED =
  `state due_at edition draft content content_hash filed_as contested flags remark filled_by signed_by filed_at
  history_seq history_hash`.split(/\s+/);

const SAVE = `update app.filing f set version = f.version + $2::int, ${SAVED.map((column) => `${column} = r.${column}`).join(', ')}
  from jsonb_populate_record(null::app.filing, $1::jsonb) r where f.id = r.id`;

/** The kind of obligation, and of history stream, that a duty's filings have; mirrors app.filing_stream. */
export function streamKindOf(dutyId: string): 'zero-report' | 'roll-up' | 'duty' {
  if (dutyId === 'zero-report') return 'zero-report';
  return dutyId === 'roll-up' || dutyId === 'annual-roll-up' ? 'roll-up' : 'duty';
}

/** The one way to write filings: lock, decide, and save row, history, edition and obligation together. */
@Injectable()
export class FilingRepository {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly ledger: DeliveryLedger,
  ) {}

  async find(manager: EntityManager, dutyId: string, period: string, code: string): Promise<Filing | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.filing f join app.duty_cycle c on c.id = f.cycle_id
       join app.organisation o on o.id = f.organisation_id
       where f.duty_id = $1 and f.period = $2 and o.code = $3`,
      [dutyId, period, code],
    );
    return rows[0] && fromRow<Filing>(rows[0]);
  }

  async byIds(manager: EntityManager, ids: readonly string[]): Promise<Filing[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.filing f join app.duty_cycle c on c.id = f.cycle_id where f.id = any ($1::uuid[])`,
      [ids],
    );
    return rows.map((row) => fromRow<Filing>(row));
  }

  /** Decides on a filing under its lock; undefined when it is not there for this scope. */
  async update(
    manager: EntityManager,
    id: string,
    actor: string,
    decide: (filing: Filing, now: Date) => FilingChange | Promise<FilingChange>,
  ): Promise<string | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS}, app.now() as moment from app.filing f join app.duty_cycle c on c.id = f.cycle_id
       where f.id = $1 for update of f`,
      [id],
    );
    if (!rows[0]) return undefined;
    const filing = fromRow<LockedFiling>(rows[0]);
    const now = rows[0]['moment'] as Date;
    const change = await decide(filing, now);
    await this.save(manager, filing, change, actor, now);
    return change.outcome;
  }

  private async save(
    manager: EntityManager,
    filing: LockedFiling,
    change: FilingChange,
    actor: string,
    now: Date,
  ): Promise<void> {
    const streamKind = streamKindOf(filing.dutyId);
    const added = continueChain(
      { stream: filing.id, streamKind, seq: filing.historySeq, hash: filing.historyHash },
      change.events.map((event) => ({ ...event, actor })),
      now,
    );
    const row = toRow({
      ...filing,
      ...change.set,
      historySeq: added.head.seq,
      historyHash: added.head.hash,
    });
    // What is only noted in the history leaves the version alone, so that nobody's open form goes stale by a reminder.
    await manager.query(SAVE, [JSON.stringify(row), Object.keys(change.set).length > 0 ? 1 : 0]);
    await appendEvents(manager, added.rows);
    const { content } = change.set;
    if (change.edition && content) {
      const { canonical, hash, signedRole, onBehalfOf } = change.edition;
      await manager.query(
        `insert into app.filing_edition (filing_id, edition, organisation_id, content, canonical, content_hash, signed_by,
           signed_role, on_behalf_of, signed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          filing.id,
          content.edition,
          filing.organisationId,
          JSON.stringify(content),
          canonical,
          hash,
          content.signedBy,
          signedRole,
          onBehalfOf,
          now,
        ],
      );
    }
    if (change.obligation) {
      const kind: ObligationKind = streamKind;
      await this.obligations.change(manager, filing.id, kind, change.obligation, now);
    }
    if (change.announce) {
      await announce(manager, this.ledger, {
        subjectId: filing.id,
        kind: streamKind,
        notice: change.announce,
        number: filing.version + 1,
      });
    }
  }
}
