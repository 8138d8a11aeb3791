-- A session ends when it was not used for its idle time, and in any case at expires_at. Use is noted at most every few minutes, so
-- that reading stays reading. Both times are those of the real clock: rehearsed weeks sign nobody out.
alter table app.session
  add column last_used_at timestamptz not null default clock_timestamp(),
  add column idle interval not null default '12 hours' check (idle > '0');

drop function app.open_session(bytea, uuid, interval);
create function app.open_session(token_hash bytea, owner_id uuid, lifetime interval, idle interval) returns timestamptz
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  until timestamptz := date_trunc('milliseconds', clock_timestamp() + lifetime);
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as(scope, owner_id::text, '');
  insert into app.session (token_hash, person_id, expires_at, idle) values (token_hash, owner_id, until, idle);
  perform app.see_as(scope, person, '');
  return until;
end $$;

-- The person behind a token, with the posts that hold now (own and delegated) as rows of role and organisation. An idle session
-- that is used again stays ended.
create or replace function app.session_of(wanted bytea)
returns table (person_id uuid, username text, name text, expires_at timestamptz, posts jsonb)
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  found_session record;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', '', encode(wanted, 'hex'));
  select s.person_id as holder, s.last_used_at < clock_timestamp() - least(interval '5 minutes', s.idle / 10) as is_stale
    into found_session
    from app.session s
    where s.token_hash = wanted and s.revoked_at is null and s.expires_at > clock_timestamp()
      and s.last_used_at > clock_timestamp() - s.idle;
  if found_session.is_stale then
    -- Only the holder may change the row. Of several requests at once one notes the use, and none waits for it.
    perform app.see_as('{0}', found_session.holder::text, '');
    update app.session s set last_used_at = clock_timestamp()
      where s.token_hash in (select t.token_hash from app.session t where t.token_hash = wanted for update skip locked);
    perform app.see_as('{0}', '', encode(wanted, 'hex'));
  end if;
  return query
    select p.id, p.username, p.name, s.expires_at, coalesce((
      select jsonb_agg(jsonb_build_object('role', held.role, 'organisationId', o.id, 'code', o.code, 'name', o.name,
                                          'kind', o.kind, 'delegated', held.delegated) order by o.id, held.role)
      from (
        select t.role, t.organisation_id, false as delegated from app.post t
          where t.person_id = p.id and t.valid_from <= app.now() and (t.valid_to is null or t.valid_to > app.now())
        union
        select t.role, t.organisation_id, true from app.delegation d join app.post t on t.id = d.post_id
          where d.to_person_id = p.id and d.valid_from <= app.now() and d.valid_to > app.now()
            and t.valid_from <= app.now() and (t.valid_to is null or t.valid_to > app.now())
      ) held join app.organisation o on o.id = held.organisation_id), '[]'::jsonb)
    from app.session s join app.person p on p.id = s.person_id
    where s.token_hash = wanted and s.person_id = found_session.holder and s.revoked_at is null and p.disabled_at is null;
  perform app.see_as(scope, person, '');
end $$;

revoke all on function app.open_session(bytea, uuid, interval, interval) from public, tocsin_worker;
grant execute on function app.open_session(bytea, uuid, interval, interval) to tocsin_api;
