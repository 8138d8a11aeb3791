import { DataSource } from 'typeorm';
import { roleUrl } from '#platform/database/database-roles.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { verifyHistory } from '#store/history/history.js';
import { ask } from './database.js';

/** Each query answers the rows that break its invariant; none when it holds. For a system that has fallen quiet. */
const INVARIANTS: Record<string, string> = {
  'a client report id makes one hazard': `
    select organisation_id, client_report_id, count(*) from app.hazard where client_report_id is not null
    group by 1, 2 having count(*) > 1`,
  'hazard numbers have no gaps': `
    select c.organisation_id, c.year, c.last, count(h.id) from app.hazard_number c
    left join app.hazard h on h.organisation_id = c.organisation_id
      and extract(year from h.reported_at at time zone 'Asia/Shanghai') = c.year
    group by 1, 2, 3
    having count(h.id) <> c.last or c.last <> coalesce(max(substring(h.number from '\\d+$')::int), 0)`,
  'a report is graded and assigned': `
    select number, status from app.hazard where status in ('reported', 'graded') and grade is distinct from 'rejected'`,
  'what is assigned is owed, by the same due time': `
    select h.number, h.due_at, o.due_at as owed_by from app.hazard h
    left join app.obligation o on o.subject_id = h.id
      and o.kind = case h.grade when 'major' then 'rectify-major' else 'rectify' end
    where h.status = 'assigned' and (o.id is null or o.due_at <> h.due_at
      or o.status <> case when h.extension_pending is null then 'open' else 'paused' end)`,
  'a request for more time has somebody who owes the answer, and nothing else has': `
    select h.number, h.extension_pending, o.status from app.hazard h
    left join app.obligation o on o.subject_id = h.id and o.kind = 'decide-extension'
    where (h.extension_pending is not null) <> (o.status is not null and o.status in ('open', 'paused'))`,
  'no step is taken before it falls due, or after its obligation ended': `
    select s.obligation_id, s.step_id, s.fell_due_at, s.taken_at, o.ended_at
    from app.obligation_step s join app.obligation o on o.id = s.obligation_id
    where s.taken_at < s.fell_due_at or (s.due_version = o.due_version and s.taken_at > o.ended_at)`,
  'the steps taken are the first ones of the schedule, each at its moment': `
    select o.id, o.steps_taken, t.ids, o.step_ids from app.obligation o
    left join lateral (
      select array_agg(s.step_id order by s.fell_due_at, array_position(o.step_ids, s.step_id)) as ids,
        array_agg(s.fell_due_at order by s.fell_due_at, array_position(o.step_ids, s.step_id)) as moments
      from app.obligation_step s where s.obligation_id = o.id and s.due_version = o.due_version
    ) t on true
    where coalesce(t.ids, '{}') <> o.step_ids[1:o.steps_taken] or coalesce(t.moments, '{}') <> o.step_times[1:o.steps_taken]`,
  'nothing that is due waits for more than a minute': `
    select id, kind, next_step_at from app.obligation
    where status = 'open' and next_step_at < app.now() - interval '60 seconds'`,
  // A step of a filing may find nothing to tell, and stands in one list with those of other schools.
  'a step of a hazard that was taken was told': `
    select s.obligation_id, s.due_version, s.step_id from app.obligation_step s
    join app.obligation o on o.id = s.obligation_id and o.due_version = s.due_version and o.ended_at is null
    where o.kind not in ('zero-report', 'roll-up', 'duty') and not exists (select from app.alert a where (a.obligation_id, a.due_version, a.step_id)
      = (s.obligation_id, s.due_version, s.step_id))`,
  'what was told of a hazard is a step that was taken, or an answer that the history holds': `
    select a.obligation_id, a.due_version, a.step_id from app.alert a
    where a.hazard_id is not null
      and not exists (select from app.event e where e.stream = a.hazard_id and e.at <= a.raised_at and e.type = 'hazard.' ||
        case split_part(a.step_id, '#', 1) when 'returned' then 'returned' when 'extension-granted' then 'extended'
        when 'extension-refused' then 'extension-denied' end)
      and not exists (select from app.obligation_step s where (s.obligation_id, s.due_version, s.step_id)
      = (a.obligation_id, a.due_version, a.step_id))`,
  'the history names each telling once': `
    select h.number, t.n, e.n as in_history from app.hazard h
    cross join lateral (select count(distinct (obligation_id, due_version, step_id)) as n from app.alert where hazard_id = h.id) t
    cross join lateral (select count(*) as n from app.event where stream = h.id and type = 'hazard.escalated') e
    where t.n <> e.n`,
  'each alert is sent, put off to a later moment, or known not to be deliverable': `
    select a.id, s.state, s.send_at from app.alert a left join app.alert_send s on s.alert_id = a.id
    where s.state is null or s.state in ('sending', 'retry') or (s.state = 'pending' and (s.send_at is null or s.send_at <= app.now()))`,
  'the alerts of one letter have one answer, save for those that were left out': `
    select digest_id, array_agg(distinct state) as states from app.alert_send where digest_id is not null and state <> 'left-out'
    group by 1 having count(distinct (state, answer, claim, message_id)) > 1`,
  'no delivery is open or under way': `
    select id, route, state, attempts, error from app.delivery where state in ('open', 'carried')`,
  'no delivery died': `select id, route, error from app.delivery where state = 'dead'`,
};

/** Names every invariant that does not hold, with the first rows that break it. Empty when all is well. */
export async function brokenInvariants(databaseUrl: string, except: readonly string[] = []): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, sql] of Object.entries(INVARIANTS)) {
    if (except.includes(name)) continue;
    const rows = await ask(databaseUrl, sql);
    if (rows.length > 0) broken.push(`${name}: ${rows.length} × not, such as ${JSON.stringify(rows.slice(0, 3))}`);
  }
  const { faults } = await historyOf(databaseUrl);
  if (faults.length > 0) broken.push(`the history is unbroken: not, such as ${JSON.stringify(faults.slice(0, 3))}`);
  return broken;
}

/** Reads every chain of the history, as `npm run verify-history` does. */
export async function historyOf(databaseUrl: string): ReturnType<typeof verifyHistory> {
  const url = roleUrl(databaseUrl, 'tocsin_worker');
  const source = await new DataSource({ type: 'postgres', url, schema: 'app' }).initialize();
  try {
    return await new WorkerTransactions(source).run(WHOLE_WORLD, (manager) => verifyHistory(manager));
  } finally {
    await source.destroy();
  }
}
