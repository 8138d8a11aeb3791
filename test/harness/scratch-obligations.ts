import { randomUUID } from 'node:crypto';
import { type ScheduledStep } from '#hazards/escalation/schedule-steps.js';
import { ask } from './database.js';

export interface ScratchObligation {
  readonly id: string;
  readonly subjectId: string;
  readonly schedule: readonly ScheduledStep[];
}

type Query = (sql: string, values: unknown[]) => Promise<unknown>;

/** A school whose obligations nobody looks at but the sweep. Answers its id. */
export async function scratchSchool(databaseUrl: string): Promise<number> {
  const [row] = await ask<{ id: number }>(
    databaseUrl,
    `insert into app.organisation (code, name, kind) values ('SCRATCH', 'SCRATCH', 'primary-school') returning id`,
  );
  return row?.id ?? 0;
}

/** Obligations as they stand in the table, each with the moments of its steps; the due time is that of its first step. */
export async function putObligations(
  query: Query,
  organisationId: number,
  moments: readonly (readonly Date[])[],
): Promise<ScratchObligation[]> {
  const made = moments.map((times) => ({
    id: randomUUID(),
    subjectId: randomUUID(),
    schedule: times.map((at, turn) => ({ stepId: `step-${turn}`, at, provisional: false })),
  }));
  const rows = made.map(({ id, subjectId, schedule }) => ({
    id,
    kind: 'rectify',
    subject_id: subjectId,
    organisation_id: organisationId,
    started_at: schedule[0]?.at,
    due_at: schedule[0]?.at,
    step_ids: schedule.map((step) => step.stepId),
    step_times: schedule.map((step) => step.at),
    next_step_at: schedule[0]?.at,
  }));
  await query(
    `insert into app.obligation (id, kind, subject_id, organisation_id, started_at, due_at, policy_id, policy_version, step_ids,
       step_times, next_step_at)
     select id, kind, subject_id, organisation_id, started_at, due_at, 'scratch', '1', step_ids, step_times, next_step_at
     from jsonb_populate_recordset(null::app.obligation, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
  return made;
}
