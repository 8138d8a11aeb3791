import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { decideObligationChange, type ObligationChange } from '#hazards/escalation/decide-obligation-change.js';
import { nextStepAt, type ObligationState } from '#hazards/escalation/obligation.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { fromRow } from '../row-mapping.js';
import { type NewObligation } from './new-obligation.js';

export interface StoredObligation extends ObligationState {
  readonly id: string;
  readonly subjectId: string;
  readonly organisationId: number;
  readonly debtorPersonId: string | null;
  readonly debtorRole: string | null;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly refs: Readonly<Record<string, unknown>>;
}

interface Row extends Omit<StoredObligation, 'startAt' | 'schedule'> {
  startedAt: Date;
  stepIds: string[];
  stepTimes: Date[];
}

const COLUMNS = `id, kind, subject_id, organisation_id, debtor_person_id, debtor_role, started_at, due_at, due_version, policy_id,
  policy_version, step_ids, step_times, steps_taken, status, pauses, paused_at, met_at, refs`;

/** 时限义务: one row for everything that someone owes by a time. */
@Injectable()
export class ObligationRepository {
  /**
   * Opens obligations. One that is over and owed anew runs again under its next due version; one that runs with another due
   * time is dated anew; one that runs with the same stays as it is.
   */
  async open(manager: EntityManager, wanted: readonly NewObligation[], now: Date): Promise<void> {
    if (wanted.length === 0) return;
    const inserted = await this.insert(manager, wanted);
    const known = wanted.filter((one) => !inserted.has(keyOf(one)));
    for (const one of known) {
      const state = await this.lock(manager, one.subjectId, one.kind);
      if (!state) continue;
      const isOver = state.status === 'met' || state.status === 'cancelled';
      const isDue = state.dueAt.getTime() === one.dueAt.getTime();
      if (!isOver && (one.keepsRunning || isDue)) continue;
      const decision = decideObligationChange(
        state,
        { kind: isOver ? 'reopen' : 'redate', dueAt: one.dueAt, schedule: one.schedule },
        now,
      );
      if (decision.kind === 'changed') {
        await this.save(manager, state.id, { ...decision.state, startAt: one.startAt }, now, one);
      }
    }
  }

  /** Applies a change to the obligation of that kind; answers what became of it. */
  async change(
    manager: EntityManager,
    subjectId: string,
    kind: ObligationKind,
    change: ObligationChange,
    now: Date,
  ): Promise<'changed' | 'refused' | 'none'> {
    const state = await this.lock(manager, subjectId, kind);
    if (!state) return 'none';
    const decision = decideObligationChange(state, change, now);
    if (decision.kind === 'refused') return 'refused';
    await this.save(manager, state.id, decision.state, now);
    return 'changed';
  }

  /** Applies a change to the obligations of that kind of many subjects; those that have none or refuse it stay as they are. */
  async changeMany(
    manager: EntityManager,
    subjectIds: readonly string[],
    kind: ObligationKind,
    change: ObligationChange,
    now: Date,
  ): Promise<void> {
    if (subjectIds.length === 0) return;
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.obligation where subject_id = any($1::uuid[]) and kind = $2 order by id for update`,
      [subjectIds, kind],
    );
    for (const state of rows.map(stateOf)) {
      const decision = decideObligationChange(state, change, now);
      if (decision.kind === 'changed') await this.save(manager, state.id, decision.state, now);
    }
  }

  async byIds(manager: EntityManager, ids: readonly string[]): Promise<StoredObligation[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.obligation where id = any($1::uuid[])`,
      [ids],
    );
    return rows.map(stateOf);
  }

  async ofSubject(manager: EntityManager, subjectId: string): Promise<StoredObligation[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.obligation where subject_id = $1 order by started_at, kind`,
      [subjectId],
    );
    return rows.map(stateOf);
  }

  /** Those of one kind that are still owed for a hazard under subjects of their own, such as its look-backs, by due time. */
  async owedFor(manager: EntityManager, hazardId: string, kind: ObligationKind): Promise<StoredObligation[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.obligation
       where refs->>'hazardId' = $1 and kind = $2 and status in ('open', 'paused') order by due_at, id`,
      [hazardId, kind],
    );
    return rows.map(stateOf);
  }

  private async insert(manager: EntityManager, wanted: readonly NewObligation[]): Promise<Set<string>> {
    const rows = wanted.map((one) => ({
      id: newId(),
      kind: one.kind,
      subject_id: one.subjectId,
      organisation_id: one.organisationId,
      debtor_person_id: one.debtorPersonId ?? null,
      debtor_role: one.debtorRole ?? null,
      started_at: one.startAt,
      due_at: one.dueAt,
      policy_id: one.policyId,
      policy_version: one.policyVersion,
      step_ids: one.schedule.map((step) => step.stepId),
      step_times: one.schedule.map((step) => step.at),
      refs: one.refs ?? {},
    }));
    const stored: { subject_id: string; kind: string }[] = await manager.query(
      `insert into app.obligation (id, kind, subject_id, organisation_id, debtor_person_id, debtor_role, started_at, due_at,
         policy_id, policy_version, step_ids, step_times, next_step_at, refs)
       select id, kind, subject_id, organisation_id, debtor_person_id, debtor_role, started_at, due_at, policy_id,
         policy_version, step_ids, step_times, step_times[1], refs
       from jsonb_to_recordset($1::jsonb) as r(id uuid, kind text, subject_id uuid, organisation_id int,
         debtor_person_id uuid, debtor_role text, started_at timestamptz, due_at timestamptz, policy_id text,
         policy_version text, step_ids text[], step_times timestamptz[], refs jsonb)
       on conflict (subject_id, kind) do nothing
       returning subject_id, kind`,
      [JSON.stringify(rows)],
    );
    return new Set(stored.map((row) => `${row.subject_id} ${row.kind}`));
  }

  private async lock(
    manager: EntityManager,
    subjectId: string,
    kind: ObligationKind,
  ): Promise<StoredObligation | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${COLUMNS} from app.obligation where subject_id = $1 and kind = $2 for update`,
      [subjectId, kind],
    );
    return rows[0] && stateOf(rows[0]);
  }

  private async save(
    manager: EntityManager,
    id: string,
    state: ObligationState,
    now: Date,
    renewed?: NewObligation,
  ): Promise<void> {
    const isOver = state.status === 'met' || state.status === 'cancelled';
    await manager.query(
      `update app.obligation set status = $2, started_at = $3, due_at = $4, due_version = $5, step_ids = $6,
         step_times = $7::timestamptz[], steps_taken = $8, next_step_at = $9, pauses = $10, paused_at = $11, met_at = $12,
         ended_at = $13, debtor_person_id = coalesce($14, debtor_person_id), debtor_role = coalesce($15, debtor_role),
         policy_id = coalesce($16, policy_id), policy_version = coalesce($17, policy_version),
         refs = coalesce($18::jsonb, refs)
       where id = $1`,
      [
        id,
        state.status,
        state.startAt,
        state.dueAt,
        state.dueVersion,
        state.schedule.map((step) => step.stepId),
        state.schedule.map((step) => step.at.toISOString()),
        state.stepsTaken,
        nextStepAt(state),
        state.pauses,
        state.pausedAt,
        state.metAt,
        isOver ? now : null,
        renewed?.debtorPersonId ?? null,
        renewed?.debtorRole ?? null,
        renewed?.policyId ?? null,
        renewed?.policyVersion ?? null,
        renewed?.refs ? JSON.stringify(renewed.refs) : null,
      ],
    );
  }
}

const keyOf = (one: { subjectId: string; kind: string }): string => `${one.subjectId} ${one.kind}`;

function stateOf(raw: Record<string, unknown>): StoredObligation {
  const { startedAt, stepIds, stepTimes, ...row } = fromRow<Row>(raw);
  const schedule = stepIds.map((stepId, at) => ({ stepId, at: stepTimes[at] ?? startedAt, provisional: false }));
  return { ...row, startAt: startedAt, schedule };
}
