import { Injectable } from '@nestjs/common';
import { type CalendarYear } from '#kernel/business-calendar.js';
import { type DueDate } from '#hazards/deadlines/due-date.js';
import { recomputeDueDate } from '#hazards/deadlines/recompute-due-date.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { ApiTransactions, WorkerTransactions } from '#platform/database/transactions.js';
import { type HazardDecision } from '#store/hazards/hazard-change.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { acting } from '#store/requests/acting.js';

const BATCH = 200;

/** A holiday notice was published or amended: it is stored, and every due date that counted working days is counted again. */
@Injectable()
export class LoadCalendarYear {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly workers: WorkerTransactions,
    private readonly hazards: HazardRepository,
    private readonly policies: PolicyLibrary,
  ) {}

  async run(year: CalendarYear): Promise<{ year: number; status: string; recounted: number; moved: number }> {
    const { actor, scope, name } = acting();
    await this.transactions.run(scope, (manager) =>
      manager.query(
        `insert into app.calendar_year as c (year, status, definition, loaded_at, loaded_by)
         values ($1, $2, $3, app.now(), $4)
         on conflict (year) do update set status = excluded.status, definition = excluded.definition,
           version = c.version + 1, loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by`,
        [year.year, year.status, JSON.stringify(year), actor.personId],
      ),
    );
    const counts = await this.recount(year.year, name);
    return { year: year.year, status: year.status, ...counts };
  }

  private async recount(year: number, name: string): Promise<{ recounted: number; moved: number }> {
    const ids = await this.workers.run(WHOLE_WORLD, (manager) =>
      manager.query<{ id: string }[]>(
        `select id from app.hazard where closed_at is null and due_at is not null
         and (due_provisional or due_at >= make_timestamptz($1, 1, 1, 0, 0, 0, 'Asia/Shanghai')
              and term_start < make_timestamptz($1 + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai')) order by id`,
        [year],
      ),
    );
    let moved = 0;
    for (let at = 0; at < ids.length; at += BATCH) {
      const batch = ids.slice(at, at + BATCH).map((row) => row.id);
      const outcomes = await this.workers.run(WHOLE_WORLD, async (manager) => {
        const calendar = await this.policies.currentCalendar(manager);
        const policies = {
          rectify: await this.policies.escalationFor(manager, 'rectify'),
          'rectify-major': await this.policies.escalationFor(manager, 'rectify-major'),
        };
        return this.hazards.updateMany(manager, batch, name, (hazard, now): HazardDecision => {
          const stored = revived(hazard);
          if (!stored) return { outcome: 'no-term' };
          const result = recomputeDueDate(stored, calendar);
          const set = {
            dueProvisional: result.due.provisional,
            deadlineExplanation: result.due as unknown as JsonObject,
          };
          if (result.kind === 'unchanged') {
            if (result.due.provisional === hazard.dueProvisional) return { outcome: 'unchanged' };
            return {
              outcome: 'confirmed',
              set,
              events: [{ type: 'hazard.due-confirmed', data: { dueAt: result.due.dueAt } }],
            };
          }
          const kind = termObligation(hazard.grade);
          const term = { startAt: hazard.termStart ?? stored.start, dueAt: result.to };
          const schedule = scheduleSteps(policies[kind], term, calendar, ZONE, now);
          return {
            outcome: 'moved',
            set: { ...set, dueAt: result.to, dueVersion: hazard.dueVersion + 1 },
            events: [
              { type: 'hazard.due-moved', data: { from: result.from, to: result.to, reason: `calendar ${year}` } },
            ],
            obligations: [{ order: 'change', kind, change: { kind: 'redate', dueAt: result.to, schedule } }],
          };
        });
      });
      moved += outcomes.filter((outcome) => outcome === 'moved').length;
    }
    return { recounted: ids.length, moved };
  }
}

function revived(hazard: Readonly<Hazard>): DueDate | undefined {
  const stored = hazard.deadlineExplanation as unknown as DueDate | null;
  return stored ? { ...stored, start: new Date(stored.start), dueAt: new Date(stored.dueAt) } : undefined;
}
