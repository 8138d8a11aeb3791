-- 举报: a report from the public. The row ties what the informant holds, a tracking code, to the hazard; of the code only its hash is
-- kept, and nothing at all of the informant. It is written once, and seen by those who see the hazard.
create table app.tip_off (
  code_hash bytea primary key,
  hazard_id uuid not null unique references app.hazard,
  created_at timestamptz not null default app.now()
);
alter table app.tip_off enable row level security;
alter table app.tip_off force row level security;
create policy seen_with_its_hazard on app.tip_off for select
  using (exists (select from app.hazard h where h.id = hazard_id offset 0));
create policy written_with_its_hazard on app.tip_off for insert
  with check (exists (select from app.hazard h where h.id = hazard_id offset 0));
grant select, insert on app.tip_off to tocsin_api;

-- The school that somebody without an account names; null when there is none. It answers an id, which opens nothing by itself.
create function app.school_for_tip_off(wanted text) returns int
language plpgsql stable security definer set search_path = app, pg_temp
as $$
declare
  found_id int;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', '', '');
  select o.id into found_id from app.organisation o where o.code = wanted and app.is_school(o.kind);
  perform app.see_as(scope, person, '');
  return found_id;
end $$;

-- The status of the hazard that a tip-off became, for whoever holds its code; null for an unknown code.
create function app.tip_off_status(wanted bytea) returns text
language plpgsql stable security definer set search_path = app, pg_temp
as $$
declare
  found_status text;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', '', '');
  select h.status into found_status
    from app.tip_off t join app.hazard h on h.id = t.hazard_id where t.code_hash = wanted;
  perform app.see_as(scope, person, '');
  return found_status;
end $$;

revoke all on function app.school_for_tip_off(text), app.tip_off_status(bytea) from public;
grant execute on function app.school_for_tip_off(text), app.tip_off_status(bytea) to tocsin_api;
