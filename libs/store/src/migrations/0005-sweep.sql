-- Takes up to `most` due steps, one per obligation, in the order in which they fell due: records the step, advances the
-- obligation and promises the step to its consumers, in one statement. Any number of processes may call it at once.
create function app.take_due_steps(most int, routes text[])
returns table (obligation_id uuid, step_id text, fell_due_at timestamptz, taken_at timestamptz)
language sql set enable_seqscan = off as $$
  with moment as materialized (
    select app.now() as now
  ), due as materialized (
    select id from app.obligation
    where status = 'open' and next_step_at is not null and next_step_at <= (select now from moment)
    order by next_step_at
    limit most
    for update skip locked
  ), moved as (
    update app.obligation o
    set steps_taken = o.steps_taken + 1, next_step_at = o.step_times[o.steps_taken + 2]
    from due where o.id = due.id
    returning o.id, o.due_version, o.step_ids[o.steps_taken] as step_id, o.step_times[o.steps_taken] as fell_due_at,
      o.organisation_id, o.path
  ), taken as (
    insert into app.obligation_step as s (obligation_id, due_version, step_id, fell_due_at, taken_at, organisation_id, path)
    select id, due_version, step_id, fell_due_at, (select now from moment), organisation_id, path from moved
    on conflict do nothing
    returning s.*
  ), promised as (
    insert into app.delivery (route, event_type, subject_id, refs, organisation_id, path)
    select r, 'obligation.escalated', t.obligation_id,
      jsonb_build_object('dueVersion', t.due_version, 'stepId', t.step_id), t.organisation_id, t.path
    from taken t cross join unnest(routes) r
    order by t.fell_due_at, t.obligation_id
  )
  select t.obligation_id, t.step_id, t.fell_due_at, t.taken_at from taken t
$$;

revoke all on function app.take_due_steps(int, text[]) from public;
grant execute on function app.take_due_steps(int, text[]) to tocsin_worker;
