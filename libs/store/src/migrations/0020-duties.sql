-- 定期职责: what is owed again and again. A duty is data; an order says where and from when it is owed; a cycle is one period of
-- it that was opened; a filing is what one organisation owes for that period. The quarter's zero report is the first of them.
create table app.duty (
  id text not null,
  version text not null,
  organisation_id int references app.organisation,
  path int[],
  definition jsonb not null,
  published_at timestamptz not null,
  published_by uuid,
  primary key (id, version)
);

-- Without an organisation it holds everywhere; then there is one order of a duty and no more.
create table app.duty_order (
  id uuid primary key,
  duty_id text not null,
  organisation_id int references app.organisation,
  path int[],
  from_day date,
  until_day date check (until_day >= from_day),
  reason text,
  ordered_at timestamptz not null,
  ordered_by uuid,
  ended_at timestamptz
);
create unique index duty_order_standing on app.duty_order (duty_id) where organisation_id is null;

-- Since when the clock of the duties has had schools to watch. What opened before that is owed by nobody.
create table app.duty_watch (
  single boolean primary key default true check (single),
  since timestamptz not null
);

create table app.duty_cycle (
  id uuid primary key,
  duty_id text not null,
  duty_version text not null,
  order_id uuid not null references app.duty_order,
  period text not null,
  organisation_id int references app.organisation,
  path int[],
  first_day date not null,
  last_day date not null,
  opens_at timestamptz not null,
  due_at timestamptz not null,
  opened_at timestamptz not null,
  late boolean not null,
  provisional boolean not null,
  calendar_stamp text not null,
  policy_id text not null,
  policy_version text not null,
  unique (order_id, period)
);
create index duty_cycle_period on app.duty_cycle (duty_id, period);

-- The row is the roster entry too: name, kind and dates of the organisation as they were when the roster was frozen.
create table app.filing (
  id uuid primary key,
  cycle_id uuid not null references app.duty_cycle,
  duty_id text not null,
  period text not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  district_id int,
  code text not null,
  name text not null,
  kind text not null,
  existed_from date not null,
  existed_to date,
  state text not null default 'open' check (state in ('open', 'draft', 'filed', 'returned', 'accepted', 'excused')),
  version int not null default 1,
  due_at timestamptz not null,
  edition int not null default 0,
  draft jsonb,
  content jsonb,
  content_hash bytea,
  filed_as text check (filed_as in ('zero', 'with-hazards')),
  contested jsonb not null default '[]',
  flags jsonb not null default '[]',
  remark text,
  filled_by uuid,
  signed_by uuid,
  filed_at timestamptz,
  history_seq int not null default 0,
  history_hash bytea not null default decode(repeat('00', 32), 'hex'),
  unique (duty_id, period, organisation_id)
) with (fillfactor = 80);
create index filing_cycle on app.filing (cycle_id);
create index filing_path on app.filing using gin (path);
create index filing_organisation on app.filing (organisation_id);

-- Every signed edition stays, whatever comes after it.
create table app.filing_edition (
  filing_id uuid not null references app.filing,
  edition int not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  content jsonb not null,
  canonical bytea not null,
  content_hash bytea not null,
  signed_by uuid not null,
  signed_role text not null,
  on_behalf_of uuid,
  signed_at timestamptz not null,
  primary key (filing_id, edition)
);
create trigger filing_edition_append_only before delete or update of edition, content, canonical, content_hash, signed_by,
    signed_role, on_behalf_of, signed_at on app.filing_edition for each row execute function app.refuse_change();
create trigger filing_edition_no_truncate before truncate on app.filing_edition for each statement execute function app.refuse_change();

-- 手机填报链接: one person, one filing. Only the hash is stored.
create table app.filing_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  filing_id uuid not null references app.filing,
  person_id uuid not null references app.person,
  organisation_id int not null references app.organisation,
  path int[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  used_at timestamptz,
  wrong int not null default 0
);
create index filing_token_filing on app.filing_token (filing_id);

-- A hazard that came to light after a zero was filed, though it had been seen before.
create table app.contradiction (
  filing_id uuid not null references app.filing,
  hazard_id uuid not null references app.hazard,
  organisation_id int not null references app.organisation,
  path int[] not null,
  found_at timestamptz not null,
  handled_at timestamptz,
  primary key (filing_id, hazard_id)
);
create index contradiction_waiting on app.contradiction (found_at) where handled_at is null;

-- Paths, and how they follow a move.
do $$
declare t text;
begin
  foreach t in array array['filing_edition', 'filing_token', 'contradiction'] loop
    execute format('create trigger %I before insert or update of organisation_id on app.%I for each row execute function app.take_path()', t || '_path', t);
  end loop;
  foreach t in array array['duty', 'duty_order', 'duty_cycle'] loop
    execute format('create trigger %I before insert or update of organisation_id on app.%I for each row when (new.organisation_id is not null) execute function app.take_path()', t || '_path', t);
  end loop;
end $$;
create trigger filing_move before update of organisation_id on app.filing for each row execute function app.take_path_and_district();

create function app.follow_organisation_duties() returns trigger language plpgsql as $$
declare t text;
begin
  if new.path = old.path and new.district_id is not distinct from old.district_id then
    return null;
  end if;
  foreach t in array array['filing', 'filing_edition', 'filing_token', 'contradiction', 'duty', 'duty_order', 'duty_cycle'] loop
    execute format('update app.%I set organisation_id = organisation_id where organisation_id = $1', t) using new.id;
  end loop;
  return null;
end $$;
create trigger organisation_follow_duties after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation_duties();

-- The wall.
do $$
declare t text;
begin
  foreach t in array array['duty', 'duty_order', 'duty_watch', 'duty_cycle', 'filing', 'filing_edition', 'filing_token', 'contradiction'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
  end loop;
  foreach t in array array['filing', 'filing_edition', 'contradiction'] loop
    execute format($p$
      create policy within_scope on app.%I
        using (path && nullif(current_setting('app.scope', true), '')::int[])
        with check (path && nullif(current_setting('app.scope', true), '')::int[])$p$, t);
  end loop;
  -- A duty of a bureau is seen by the bureaus above it and by everybody below it; one that holds everywhere by everybody.
  foreach t in array array['duty', 'duty_order', 'duty_cycle'] loop
    execute format($p$
      create policy seen_where_it_holds on app.%I for select
        using (nullif(current_setting('app.scope', true), '') is not null and (organisation_id is null
          or path && nullif(current_setting('app.scope', true), '')::int[]
          or exists (select from app.organisation o where o.id = any (nullif(current_setting('app.scope', true), '')::int[])
               and o.path @> array[%I.organisation_id])))$p$, t, t);
    execute format($p$
      create policy written_within_scope on app.%I for insert
        with check (coalesce(path, '{0}') && nullif(current_setting('app.scope', true), '')::int[])$p$, t);
    execute format($p$
      create policy changed_within_scope on app.%I for update
        using (coalesce(path, '{0}') && nullif(current_setting('app.scope', true), '')::int[])
        with check (coalesce(path, '{0}') && nullif(current_setting('app.scope', true), '')::int[])$p$, t);
  end loop;
end $$;
create policy world_only on app.duty_watch
  using (nullif(current_setting('app.scope', true), '')::int[] @> '{0}')
  with check (nullif(current_setting('app.scope', true), '')::int[] @> '{0}');
-- Whoever holds the link reads its row, and nothing else by it.
create policy held_or_within_scope on app.filing_token
  using (path && nullif(current_setting('app.scope', true), '')::int[]
      or token_hash = decode(nullif(current_setting('app.filing_token', true), ''), 'hex'))
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);

-- The history of a filing is seen with it; that of an opened period by the system alone, since it counts all schools.
create policy seen_with_its_filing on app.event for select
  using (stream_kind in ('zero-report', 'roll-up', 'duty') and exists (select from app.filing f where f.id = stream offset 0)
      or stream_kind = 'duty-cycle' and nullif(current_setting('app.scope', true), '')::int[] @> '{0}');
create policy written_with_its_filing on app.event for insert
  with check (stream_kind in ('zero-report', 'roll-up', 'duty') and exists (select from app.filing f where f.id = stream offset 0)
      or stream_kind = 'duty-cycle' and nullif(current_setting('app.scope', true), '')::int[] @> '{0}');

grant select on app.duty, app.duty_order, app.duty_watch, app.duty_cycle, app.filing, app.filing_edition, app.filing_token,
  app.contradiction to tocsin_api, tocsin_worker;
grant insert on app.duty, app.duty_order, app.filing_edition, app.filing_token, app.contradiction to tocsin_api, tocsin_worker;
grant insert, update on app.duty_watch, app.duty_cycle to tocsin_worker;
grant insert on app.filing to tocsin_worker;
grant update on app.filing, app.filing_token to tocsin_api, tocsin_worker;
grant update (organisation_id, path) on app.duty, app.duty_cycle, app.filing_edition to tocsin_api, tocsin_worker;
grant update on app.duty_order, app.contradiction to tocsin_api, tocsin_worker;

-- Opens one period: the cycle, its roster and what each one owes, in three statements and one transaction. `cycle` is a row of
-- app.duty_cycle. Whoever comes second, or comes again, finds it open and adds nothing: null then, else the size of the roster.
-- A school that is suspended or merged on the day on which the report falls due stands on the roster excused, with the reason.
create function app.open_cycle(cycle jsonb, kinds text[], debtors jsonb, obligation_kind text, step_ids text[],
  step_times timestamptz[])
returns int language plpgsql as $$
declare
  c app.duty_cycle;
  n int;
  roster bytea;
  bytes bytea;
  zero bytea := decode(repeat('00', 32), 'hex');
  roster_day date;
  due_day date;
begin
  insert into app.duty_cycle select * from jsonb_populate_record(null::app.duty_cycle, cycle)
    on conflict (order_id, period) do nothing returning * into c;
  if c.id is null then return null; end if;
  roster_day := (c.opens_at at time zone 'Asia/Shanghai')::date;
  due_day := ((c.due_at - interval '1 ms') at time zone 'Asia/Shanghai')::date;

  insert into app.filing (id, cycle_id, duty_id, period, organisation_id, path, district_id, code, name, kind, existed_from,
      existed_to, state, due_at, remark)
    select gen_random_uuid(), c.id, c.duty_id, c.period, o.id, o.path, o.district_id, o.code, o.name, o.kind, o.valid_from,
      o.valid_to, case when ends.reason is null then 'open' else 'excused' end, c.due_at, ends.reason
    from app.organisation o
    cross join lateral (select case when o.valid_to <= due_day then 'closed-before-due'
      when app.is_school(o.kind) then (select s.kind from app.school_change s where s.organisation_id = o.id and s.from_day <= due_day
        and (s.until_day is null or s.until_day > due_day) order by s.kind limit 1) end as reason) ends
    where o.kind = any (kinds) and o.valid_from <= roster_day and (o.valid_to is null or o.valid_to > roster_day)
      and (c.organisation_id is null or o.path @> array[c.organisation_id])
      and not exists (select from app.school_change s where s.organisation_id = o.id and s.kind = 'merged' and s.from_day < c.first_day)
      -- A zone or bureau without a school has nothing to answer for.
      and (app.is_school(o.kind) or exists (select from app.organisation s where app.is_school(s.kind)
        and s.path @> array[o.id] and s.valid_from <= roster_day and (s.valid_to is null or s.valid_to > roster_day)))
      -- What was never asked of the schools is not summed up: a period before this system watched, for instance.
      and (obligation_kind <> 'roll-up' or exists (select from app.filing z where z.duty_id = 'zero-report'
        and z.path @> array[o.id] and z.period like c.period || '%'))
    on conflict (duty_id, period, organisation_id) do nothing;
  get diagnostics n = row_count;

  insert into app.obligation (id, kind, subject_id, organisation_id, debtor_role, started_at, due_at, policy_id, policy_version,
      step_ids, step_times, next_step_at, refs)
    select gen_random_uuid(), obligation_kind, f.id, f.organisation_id, coalesce(debtors->>f.kind, debtors->>'*'), c.opened_at,
      c.due_at, c.policy_id, c.policy_version, open_cycle.step_ids, open_cycle.step_times, open_cycle.step_times[1],
      jsonb_build_object('cycleId', c.id)
    from app.filing f where f.cycle_id = c.id and f.state = 'open';

  -- What is hashed into the history is the roster itself, so that nobody can add or take away a school later unseen.
  select sha256(convert_to(coalesce(string_agg(f.code, chr(10) order by f.code), ''), 'UTF8')) into roster
    from app.filing f where f.cycle_id = c.id;
  bytes := convert_to(jsonb_build_object('dutyId', c.duty_id, 'dutyVersion', c.duty_version, 'period', c.period, 'roster', n,
    'rosterHash', encode(roster, 'hex'), 'opensAt', c.opens_at, 'dueAt', c.due_at, 'late', c.late)::text, 'UTF8');
  insert into app.event (stream, seq, stream_kind, type, at, actor, canonical, previous, hash)
    values (c.id, 1, 'duty-cycle', 'cycle.opened', c.opened_at, 'system:quarter', bytes, zero,
      app.history_hash(zero, c.id, 1, 'duty-cycle', c.opened_at, 'system:quarter', 'cycle.opened', bytes));
  return n;
end $$;
revoke all on function app.open_cycle(jsonb, text[], jsonb, text, text[], timestamptz[]) from public;
grant execute on function app.open_cycle(jsonb, text[], jsonb, text, text[], timestamptz[]) to tocsin_worker;

-- The kind under which the history of a filing stands.
create function app.filing_stream(duty text) returns text language sql immutable parallel safe
as $$ select case when duty = 'zero-report' then 'zero-report' when duty in ('roll-up', 'annual-roll-up') then 'roll-up' else 'duty' end $$;

-- A school that ends before its report falls due owes it no more.
create function app.excuse_closed_school() returns trigger language plpgsql as $$
begin
  perform app.excuse_filings(new.id, new.valid_to, null, 'closed-before-due');
  return null;
end $$;
create trigger organisation_excuses after update of valid_to on app.organisation
  for each row when (new.valid_to is not null and new.valid_to is distinct from old.valid_to) execute function app.excuse_closed_school();

-- A hazard that was seen before a zero was filed, and reported after it.
create function app.note_contradiction() returns trigger language plpgsql as $$
begin
  insert into app.contradiction (filing_id, hazard_id, organisation_id, path, found_at)
    select f.id, new.id, new.organisation_id, new.path, new.reported_at from app.filing f
    where f.duty_id = 'zero-report' and f.organisation_id = new.organisation_id
      and f.period = to_char(new.discovered_at at time zone 'Asia/Shanghai', 'YYYY"Q"Q')
      and f.filed_as = 'zero' and f.state in ('filed', 'accepted') and f.filed_at > new.discovered_at and f.filed_at < new.reported_at
    on conflict do nothing;
  return null;
end $$;
create trigger hazard_contradicts after insert on app.hazard
  for each row when (new.discovered_at < new.reported_at) execute function app.note_contradiction();
