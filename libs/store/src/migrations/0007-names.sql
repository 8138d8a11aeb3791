-- Names of organisations and people that stand beside something visible, though they themselves may lie outside the scope:
-- a school sees the name of the officer who watches over its hazard, and nothing else of him.
create function app.organisation_name(wanted int) returns table (code text, name text)
language plpgsql stable security definer set search_path = app, pg_temp
as $$
declare
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', person, '');
  return query select o.code, o.name from app.organisation o where o.id = wanted;
  perform app.see_as(scope, person, '');
end $$;

create function app.person_name(wanted uuid) returns table (name text)
language plpgsql stable security definer set search_path = app, pg_temp
as $$
declare
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  if wanted is null then return; end if;
  perform app.see_as('{0}', person, '');
  return query select p.name from app.person p where p.id = wanted;
  perform app.see_as(scope, person, '');
end $$;

-- The ids from the root down to an organisation.
create function app.path_of(wanted int) returns int[]
language plpgsql stable security definer set search_path = app, pg_temp
as $$
declare
  found_path int[];
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', person, '');
  select o.path into found_path from app.organisation o where o.id = wanted;
  perform app.see_as(scope, person, '');
  return found_path;
end $$;
