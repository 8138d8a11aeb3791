import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { requestIdFor } from '#platform/http/request-context.js';
import { appendEvents, continueChain } from '../history/history.js';
import { announce } from '../obligations/announce.js';
import { ObligationRepository } from '../obligations/obligation.repository.js';
import { fromRow, toRow } from '../row-mapping.js';
import { type HazardChange, type HazardDecision } from './hazard-change.js';

interface LockedHazard extends Hazard {
  historySeq: number;
  historyHash: Buffer;
}

type Decide = (hazard: Readonly<Hazard>, now: Date) => HazardDecision | Promise<HazardDecision>;

/** Columns that a decision may change; the rest is fixed by the report. */
const CHANGEABLE =
  `shared_with status version grade rule_pack rule_ids default_priority grade_explanation owner_id owner_role
  monitor_id monitor_role assignment_explanation priority term_start due_at due_version due_provisional deadline_explanation
  extensions extension_pending submitted_by submitted_at verified_by assessment
  required_interim_measures interim_measures closed_at closed_by
  reopen_count transferred_to supervision history_seq history_hash`.split(/\s+/);

/**
 * Writes what has changed and nothing else, in one statement for all hazards of which the same has changed: the explanations are
 * long, and writing them again at every step would cost more than the step.
 */
async function write(manager: EntityManager, rows: readonly Record<string, unknown>[]): Promise<void> {
  const alike = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    const names = Object.keys(row).sort().join(' ');
    alike.set(names, [...(alike.get(names) ?? []), row]);
  }
  for (const [names, some] of alike) {
    const columns = names.split(' ').filter((column) => column !== 'id');
    const fixed = columns.find((column) => !CHANGEABLE.includes(column));
    if (fixed) throw new Error(`a decision may not change ${fixed} of a hazard`);
    await manager.query(
      `update app.hazard h set ${columns.map((column) => `${column} = r.${column}`).join(', ')}
       from jsonb_populate_recordset(null::app.hazard, $1::jsonb) r where h.id = r.id`,
      [JSON.stringify(some)],
    );
  }
}

/** The one way to write hazards: lock, decide, and save row, history, obligations and deliveries together. */
@Injectable()
export class HazardRepository {
  constructor(
    private readonly ledger: DeliveryLedger,
    private readonly obligations: ObligationRepository,
  ) {}

  /**
   * Decides on each of the hazards that exist and are visible, in the order of their ids, under their locks. Answers the name
   * of each one's outcome, in the order of `ids`; "gone" for those that are not there.
   */
  async updateMany(manager: EntityManager, ids: readonly string[], actor: string, decide: Decide): Promise<string[]> {
    const { hazards, now } = await this.lock(manager, ids);
    const outcomes = new Map<string, string>();
    const changes: [LockedHazard, HazardChange][] = [];
    for (const hazard of hazards) {
      const decision = await decide(hazard, now);
      outcomes.set(hazard.id, decision.outcome);
      if (decision.set) changes.push([hazard, decision]);
    }
    await this.save(manager, changes, actor, now);
    return ids.map((id) => outcomes.get(id) ?? 'gone');
  }

  /** One hazard; undefined when it is not there for this scope. */
  async update(manager: EntityManager, id: string, actor: string, decide: Decide): Promise<string | undefined> {
    const [outcome] = await this.updateMany(manager, [id], actor, decide);
    return outcome === 'gone' ? undefined : outcome;
  }

  async find(manager: EntityManager, id: string): Promise<Hazard | undefined> {
    const rows: Record<string, unknown>[] = await manager.query('select * from app.hazard where id = $1', [id]);
    return rows[0] && fromRow<Hazard>(rows[0]);
  }

  async findMany(manager: EntityManager, ids: readonly string[]): Promise<Hazard[]> {
    const rows: Record<string, unknown>[] = await manager.query('select * from app.hazard where id = any($1::uuid[])', [
      ids,
    ]);
    return rows.map((row) => fromRow<Hazard>(row));
  }

  private async lock(manager: EntityManager, ids: readonly string[]): Promise<{ hazards: LockedHazard[]; now: Date }> {
    const rows: Record<string, unknown>[] = await manager.query(
      'select *, app.now() as moment from app.hazard where id = any($1::uuid[]) order by id for no key update',
      [ids],
    );
    const now = rows[0]?.['moment'] as Date;
    return { hazards: rows.map((row) => fromRow<LockedHazard>(row)), now };
  }

  private async save(
    manager: EntityManager,
    changes: readonly [LockedHazard, HazardChange][],
    actor: string,
    now: Date,
  ): Promise<void> {
    if (changes.length === 0) return;
    const events = [];
    const rows: Record<string, unknown>[] = [];
    for (const [hazard, change] of changes) {
      const head = { stream: hazard.id, streamKind: 'hazard', seq: hazard.historySeq, hash: hazard.historyHash };
      const added = continueChain(
        head,
        change.events.map((event) => ({ ...event, actor })),
        now,
      );
      events.push(...added.rows);
      rows.push(
        toRow({
          ...change.set,
          id: hazard.id,
          version: hazard.version + 1,
          historySeq: added.head.seq,
          historyHash: added.head.hash,
        }),
      );
    }
    await write(manager, rows);
    await appendEvents(manager, events);
    await this.orderObligations(manager, changes, now);
    await this.ledger.promise(
      manager,
      changes.flatMap(([hazard, change]) =>
        (change.tell ?? []).map((eventType) => ({
          eventType,
          subjectId: hazard.id,
          organisationId: hazard.organisationId,
          requestId: requestIdFor(hazard.id),
        })),
      ),
    );
  }

  private async orderObligations(
    manager: EntityManager,
    changes: readonly [LockedHazard, HazardChange][],
    now: Date,
  ): Promise<void> {
    const opened = [];
    for (const [hazard, change] of changes) {
      for (const order of change.obligations ?? []) {
        if (order.order === 'open') opened.push(order.obligation);
        else await this.obligations.change(manager, order.subjectId ?? hazard.id, order.kind, order.change, now);
      }
    }
    await this.obligations.open(manager, opened, now);
    for (const [{ id, version }, change] of changes) {
      if (!change.announce) continue;
      await announce(manager, this.ledger, { ...change.announce, subjectId: id, number: version + 1 });
    }
  }
}
