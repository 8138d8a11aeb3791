-- Sign-in by functions that run as the owner, each for exactly the person or token that it is given. They are held by
-- row-level security like everybody else: each opens it for that person, and puts the caller's view back before it answers.

create function app.see_as(scope text, person text, session text) returns void language sql
as $$
  select set_config('app.scope', coalesce(scope, ''), true), set_config('app.person', coalesce(person, ''), true),
    set_config('app.session', coalesce(session, ''), true);
  select null::void
$$;

-- What a password is checked against. One row for a known, enabled user name; none otherwise.
create function app.credential_of(wanted text) returns table (person_id uuid, kind text, hash text)
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  found_id uuid;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', '', '');
  select p.id into found_id from app.person p where lower(p.username) = lower(wanted) and p.disabled_at is null;
  perform app.see_as('{0}', found_id::text, '');
  return query select c.person_id, c.kind, c.hash from app.credential c where c.person_id = found_id;
  perform app.see_as(scope, person, '');
end $$;

-- First or new passwords: arrays of the same length. An initial password never replaces one that is there.
create function app.set_credentials(owner_ids uuid[], new_kind text, hashes text[]) returns void
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  i int;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  for i in 1 .. cardinality(owner_ids) loop
    perform app.see_as(scope, owner_ids[i]::text, '');
    insert into app.credential (person_id, kind, hash) values (owner_ids[i], new_kind, hashes[i])
      on conflict (person_id) do update set kind = excluded.kind, hash = excluded.hash, changed_at = clock_timestamp()
      where excluded.kind = 'password' or app.credential.kind = 'initial';
  end loop;
  perform app.see_as(scope, person, '');
end $$;

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

-- Ends the session of a token; true when there was one to end.
create function app.close_session(wanted bytea) returns boolean
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  holder uuid;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as(scope, '', encode(wanted, 'hex'));
  select s.person_id into holder from app.session s where s.token_hash = wanted and s.revoked_at is null;
  perform app.see_as(scope, holder::text, '');
  update app.session s set revoked_at = clock_timestamp() where s.token_hash = wanted and s.revoked_at is null;
  perform app.see_as(scope, person, '');
  return holder is not null;
end $$;

-- Ends every session of a person but one (null: all), as after a change of password.
create function app.close_sessions_of(owner_id uuid, kept bytea) returns int
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  n int;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as(scope, owner_id::text, '');
  update app.session s set revoked_at = clock_timestamp()
    where s.person_id = owner_id and s.revoked_at is null and s.token_hash is distinct from kept;
  get diagnostics n = row_count;
  perform app.see_as(scope, person, '');
  return n;
end $$;

-- The person behind a token, with the posts that hold now (own and delegated) as rows of role and organisation. An idle session
-- that is used again stays ended.
create function app.session_of(wanted bytea)
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

-- The code of an organisation that may stand above the caller's scope: a hazard's number begins with its district's code.
create function app.organisation_code(wanted int) returns text
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  found_code text;
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as('{0}', person, '');
  select o.code into found_code from app.organisation o where o.id = wanted;
  perform app.see_as(scope, person, '');
  return found_code;
end $$;

revoke all on function app.credential_of(text), app.set_credentials(uuid[], text, text[]),
  app.open_session(bytea, uuid, interval, interval), app.close_session(bytea), app.close_sessions_of(uuid, bytea),
  app.session_of(bytea) from public, tocsin_worker;
grant execute on function app.credential_of(text), app.set_credentials(uuid[], text, text[]),
  app.open_session(bytea, uuid, interval, interval), app.close_session(bytea), app.close_sessions_of(uuid, bytea),
  app.session_of(bytea) to tocsin_api;
