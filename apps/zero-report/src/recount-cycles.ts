import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { stepsFor } from '#hazards/zero-report/duty-times.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { CycleOpener } from '#store/zero-report/cycle-opener.js';

interface ProvisionalCycle {
  id: string;
  opens_at: Date;
  due_at: Date;
  policy_id: string;
  policy_version: string;
}

/**
 * When a holiday notice was published, the reminders of open periods that counted its working days are counted again. What was
 * told already stays told; the due time never depends on working days.
 */
@Injectable()
export class RecountCycles {
  constructor(
    private readonly policies: PolicyLibrary,
    private readonly opener: CycleOpener,
  ) {}

  async run(manager: EntityManager, now: Date): Promise<number> {
    const stamp = await this.opener.calendarStamp(manager);
    const cycles: ProvisionalCycle[] = await manager.query(
      `select id, opens_at, due_at, policy_id, policy_version from app.duty_cycle
       where provisional and calendar_stamp <> $1 and due_at > $2::timestamptz - interval '60 days' for update skip locked`,
      [stamp, now],
    );
    for (const cycle of cycles) await this.recount(manager, cycle, stamp, now);
    return cycles.length;
  }

  private async recount(manager: EntityManager, cycle: ProvisionalCycle, stamp: string, now: Date): Promise<void> {
    const policy = await this.policies.escalationOf(manager, cycle.policy_id, cycle.policy_version);
    const calendar = await this.policies.currentCalendar(manager);
    const times = { opensAt: cycle.opens_at, dueAt: cycle.due_at, provisional: false };
    const steps = stepsFor(policy, times, calendar, ZONE, cycle.opens_at);
    await manager.query(
      `with wanted as (
         select id, at, n from unnest($2::text[], $3::timestamptz[]) with ordinality as s(id, at, n)
       ), renewed as (
         select o.id,
           o.step_ids[1:o.steps_taken] || coalesce(array_agg(w.id order by w.n) filter (where w.id is not null), '{}') as ids,
           o.step_times[1:o.steps_taken] || coalesce(array_agg(w.at order by w.n) filter (where w.id is not null), '{}') as times
         from app.obligation o join app.filing f on f.id = o.subject_id and f.cycle_id = $1
         left join wanted w on not w.id = any (o.step_ids[1:o.steps_taken]) and (w.at >= $4::timestamptz or w.at >= o.due_at)
         where o.status in ('open', 'paused') and o.due_version = 1
         group by o.id
       )
       update app.obligation o set step_ids = r.ids, step_times = r.times,
         next_step_at = case when o.status = 'open' then r.times[o.steps_taken + 1] end
       from renewed r where o.id = r.id`,
      [cycle.id, steps.map((step) => step.stepId), steps.map((step) => step.at.toISOString()), now],
    );
    await manager.query('update app.duty_cycle set calendar_stamp = $2, provisional = $3 where id = $1', [
      cycle.id,
      stamp,
      steps.some((step) => step.provisional),
    ]);
  }
}
