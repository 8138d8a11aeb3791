import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { FilingRepository } from '#store/zero-report/filing.repository.js';

interface Owed {
  merged: string;
  survivor: number;
  code: string;
}

const ACTOR = 'system:quarter';

/**
 * 合并后的报送: the survivor of a merger that was not on the roster yet takes the place of the school that was excused, once for each
 * open period, with the reminders that are still to come.
 */
@Injectable()
export class AdmitSurvivors {
  constructor(private readonly filings: FilingRepository) {}

  async run(manager: EntityManager): Promise<number> {
    const owed: Owed[] = await manager.query(
      `select distinct on (f.duty_id, f.period, s.into_organisation_id) f.id as merged, s.into_organisation_id as survivor, f.code
       from app.school_change s join app.filing f on f.organisation_id = s.organisation_id and f.state = 'excused'
         and f.remark = 'merged' and f.due_at > app.now()
       where s.kind = 'merged' and not exists (select from app.filing g where g.duty_id = f.duty_id and g.period = f.period
         and g.organisation_id = s.into_organisation_id)
       order by f.duty_id, f.period, s.into_organisation_id, f.code`,
    );
    let admitted = 0;
    for (const one of owed) admitted += await this.admit(manager, one);
    return admitted;
  }

  private async admit(manager: EntityManager, { merged, survivor, code }: Owed): Promise<number> {
    const id = newId();
    const added: unknown[] = await manager.query(
      `insert into app.filing (id, cycle_id, duty_id, period, organisation_id, path, district_id, code, name, kind, existed_from,
         existed_to, due_at)
       select $1, f.cycle_id, f.duty_id, f.period, o.id, o.path, o.district_id, o.code, o.name, o.kind, o.valid_from, o.valid_to, f.due_at
       from app.filing f join app.organisation o on o.id = $3 where f.id = $2
       on conflict (duty_id, period, organisation_id) do nothing returning id`,
      [id, merged, survivor],
    );
    if (added.length === 0) return 0;
    await manager.query(
      `insert into app.obligation (id, kind, subject_id, organisation_id, debtor_role, started_at, due_at, policy_id, policy_version,
         step_ids, step_times, next_step_at, refs)
       select $1, o.kind, $2, f.organisation_id, o.debtor_role, app.now(), f.due_at, o.policy_id, o.policy_version, left_over.ids,
         left_over.times, left_over.times[1], o.refs
       from app.obligation o join app.filing f on f.id = $2
       cross join lateral (select coalesce(array_agg(s.id order by s.n), '{}') as ids, coalesce(array_agg(s.at order by s.n), '{}') as times
         from unnest(o.step_ids, o.step_times) with ordinality as s(id, at, n) where s.at > app.now()) left_over
       where o.subject_id = $3`,
      [newId(), id, merged],
    );
    await this.filings.update(manager, id, ACTOR, () => ({
      outcome: 'admitted',
      set: {},
      events: [{ type: 'filing.admitted', data: { inPlaceOf: code } }],
    }));
    return 1;
  }
}
