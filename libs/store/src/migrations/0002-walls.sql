-- The second wall: row-level security, enabled and forced, so that the owner is held by it too.
do $$
declare t text;
begin
  foreach t in array array[
    'organisation', 'person', 'post', 'delegation', 'absence', 'hazard_number'
  ] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format($p$
      create policy within_scope on app.%I
        using (path && nullif(current_setting('app.scope', true), '')::int[])
        with check (path && nullif(current_setting('app.scope', true), '')::int[])$p$, t);
  end loop;
  -- Of these the stages write thousands of rows at once: the sub-select reads the scope once for all of them.
  foreach t in array array['delivery', 'obligation', 'obligation_step', 'alert_send'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format($p$
      create policy within_scope on app.%I
        using (path && (select nullif(current_setting('app.scope', true), '')::int[]))
        with check (path && (select nullif(current_setting('app.scope', true), '')::int[]))$p$, t);
  end loop;
  foreach t in array array['hazard', 'event', 'alert', 'credential', 'session', 'idempotency'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
  end loop;
end $$;

-- A hazard is also seen by the offices to which it was reported or transferred.
create policy seen_within_scope on app.hazard for select
  using (path && nullif(current_setting('app.scope', true), '')::int[]
      or shared_with && nullif(current_setting('app.scope', true), '')::int[]);
create policy written_within_scope on app.hazard for insert
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
create policy changed_within_scope on app.hazard for update
  using (path && nullif(current_setting('app.scope', true), '')::int[]
      or shared_with && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]
      or shared_with && nullif(current_setting('app.scope', true), '')::int[]);

-- An event is seen by whoever sees what it happened to. OFFSET keeps the look-up of one row from becoming a hash of all hazards,
-- which the planner would rather make while its statistics say that the table is empty.
create policy seen_with_its_subject on app.event for select
  using (exists (select from app.hazard h where h.id = stream offset 0));
create policy written_with_its_subject on app.event for insert
  with check (exists (select from app.hazard h where h.id = stream offset 0));

-- An alert is seen within the recipient's organisation and by the recipient, wherever his posts are.
create policy within_scope on app.alert
  using (path && nullif(current_setting('app.scope', true), '')::int[]
      or recipient_id = nullif(current_setting('app.person', true), '')::uuid)
  with check (path && nullif(current_setting('app.scope', true), '')::int[]
      or recipient_id = nullif(current_setting('app.person', true), '')::uuid);

-- Secrets belong to their person; the functions below name that person.
create policy own_credential on app.credential
  using (person_id = nullif(current_setting('app.person', true), '')::uuid)
  with check (person_id = nullif(current_setting('app.person', true), '')::uuid);
create policy own_session on app.session
  using (person_id = nullif(current_setting('app.person', true), '')::uuid
      or token_hash = decode(nullif(current_setting('app.session', true), ''), 'hex'))
  with check (person_id = nullif(current_setting('app.person', true), '')::uuid);
create policy own_requests on app.idempotency
  using (actor_id = nullif(current_setting('app.person', true), '')::uuid)
  with check (actor_id = nullif(current_setting('app.person', true), '')::uuid);

-- Who may touch what at all.
grant usage on schema app to tocsin_api, tocsin_worker;
grant execute on all functions in schema app to tocsin_api, tocsin_worker;
grant select on all tables in schema app to tocsin_api, tocsin_worker;
revoke all on app.credential, app.session from tocsin_api, tocsin_worker;
grant insert, update on
  app.organisation, app.person, app.post, app.delegation, app.absence, app.hazard_number, app.hazard,
  app.obligation, app.alert, app.alert_send, app.calendar_year
  to tocsin_api, tocsin_worker;
grant insert, update on app.delivery to tocsin_api, tocsin_worker;
grant insert on app.event, app.escalation_policy to tocsin_api, tocsin_worker;
grant insert on app.obligation_step to tocsin_worker;
grant insert, delete on app.idempotency to tocsin_api;
grant delete on app.idempotency, app.delivery to tocsin_worker;
grant update on app.rehearsal_clock to tocsin_api;
