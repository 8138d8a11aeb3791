-- Time. app.now() is the only "now" of time decisions. In rehearsal it carries an offset, so that a year can be lived in seconds.
create table app.rehearsal_clock (
  single boolean primary key default true check (single),
  ahead interval not null default interval '0'
);
insert into app.rehearsal_clock default values;

-- Declared stable so that "next_step_at <= app.now()" can use an index; truncated so that a stored time survives JavaScript.
create function app.now() returns timestamptz language sql stable parallel restricted
as $$ select date_trunc('milliseconds', clock_timestamp() + (select ahead from app.rehearsal_clock)) $$;

-- Scope. A transaction names the subtrees that it may see; without a name it sees nothing.
create function app.scope() returns int[] language sql stable parallel safe
as $$ select nullif(current_setting('app.scope', true), '')::int[] $$;

create function app.person() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('app.person', true), '')::uuid $$;

-- Organisations, people, posts.
create table app.organisation (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  kind text not null,
  parent_id int references app.organisation,
  path int[] not null,
  district_id int,
  boarding boolean not null default false,
  valid_from date not null default '2000-01-01',
  valid_to date check (valid_to > valid_from),
  version int not null default 1
);
create index organisation_path on app.organisation using gin (path);
create index organisation_parent on app.organisation (parent_id);

create function app.organisation_path() returns trigger language plpgsql as $$
begin
  if new.parent_id is null then
    new.path := array[0, new.id];
    new.district_id := case when new.kind = 'district-bureau' then new.id end;
  else
    select p.path || new.id, case when new.kind = 'district-bureau' then new.id else p.district_id end
      into new.path, new.district_id
      from app.organisation p where p.id = new.parent_id;
    if new.path is null or new.id = any (new.path[1:cardinality(new.path) - 1]) then
      raise exception 'organisation % cannot stand below %', new.code, new.parent_id using errcode = '23514';
    end if;
  end if;
  return new;
end $$;
create trigger organisation_path before insert or update of parent_id, kind on app.organisation
  for each row execute function app.organisation_path();

create table app.person (
  id uuid primary key,
  username text not null,
  name text not null,
  phone text,
  email text,
  organisation_id int not null references app.organisation,
  path int[] not null,
  disabled_at timestamptz,
  version int not null default 1
);
create unique index person_username on app.person (lower(username));
create index person_path on app.person using gin (path);

create table app.post (
  id uuid primary key,
  organisation_id int not null references app.organisation,
  path int[] not null,
  role text not null,
  person_id uuid not null references app.person,
  valid_from timestamptz not null,
  valid_to timestamptz,
  exclude using gist (organisation_id with =, role with =, person_id with =, tstzrange(valid_from, valid_to) with &&)
);
create index post_organisation on app.post (organisation_id);
create index post_person on app.post (person_id);
create index post_path on app.post using gin (path);

create table app.delegation (
  id uuid primary key,
  post_id uuid not null references app.post,
  organisation_id int not null references app.organisation,
  path int[] not null,
  to_person_id uuid not null references app.person,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  reason text not null,
  exclude using gist (post_id with =, tstzrange(valid_from, valid_to) with &&)
);
create index delegation_organisation on app.delegation (organisation_id);
create index delegation_person on app.delegation (to_person_id);

create table app.absence (
  id uuid primary key,
  person_id uuid not null references app.person,
  organisation_id int not null references app.organisation,
  path int[] not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  reason text not null
);
create index absence_person on app.absence (person_id);

-- Sign-in. The api role reaches these two tables through functions only. Their times are those of the real clock.
create table app.credential (
  person_id uuid primary key references app.person,
  kind text not null check (kind in ('initial', 'password')),
  hash text not null,
  changed_at timestamptz not null default clock_timestamp()
);
-- A session ends when it was not used for its idle time, and in any case at expires_at. Use is noted at most every few minutes, so
-- that reading stays reading. Both times are those of the real clock: rehearsed weeks sign nobody out.
create table app.session (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id uuid not null references app.person,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  last_used_at timestamptz not null default clock_timestamp(),
  idle interval not null default '12 hours' check (idle > '0'),
  revoked_at timestamptz
);
create index session_person on app.session (person_id);

-- Hazards. One row, one version, one history.
create table app.hazard_number (
  organisation_id int not null references app.organisation,
  path int[] not null,
  year int not null,
  last int not null,
  primary key (organisation_id, year)
);

create table app.hazard (
  id uuid primary key,
  number text not null unique,
  organisation_id int not null references app.organisation,
  path int[] not null,
  district_id int,
  shared_with int[] not null default '{}',
  status text not null,
  version int not null default 1,
  site text not null,
  building text,
  spot text,
  place_key text not null,
  category text not null,
  description text not null,
  observations text[] not null default '{}',
  external_cause boolean not null default false,
  source text not null default 'self-check',
  discovered_at timestamptz not null,
  reported_at timestamptz not null,
  reported_by uuid,
  client_report_id text,
  grade text,
  rule_pack text,
  rule_ids text[] not null default '{}',
  default_priority text,
  grade_explanation jsonb,
  owner_id uuid references app.person,
  owner_role text,
  monitor_id uuid references app.person,
  monitor_role text,
  assignment_explanation jsonb,
  priority text,
  term_start timestamptz,
  due_at timestamptz,
  due_version int not null default 0,
  due_provisional boolean not null default false,
  deadline_explanation jsonb,
  extensions int not null default 0,
  extension_pending jsonb,
  submitted_by uuid,
  submitted_at timestamptz,
  verified_by uuid,
  interim_measures jsonb not null default '[]',
  closed_at timestamptz,
  reopen_count int not null default 0,
  history_seq int not null,
  history_hash bytea not null,
  unique (organisation_id, client_report_id)
);
create index hazard_path_open on app.hazard using gin (path) where closed_at is null;
create index hazard_path on app.hazard using gin (path);
create index hazard_shared on app.hazard using gin (shared_with) where shared_with <> '{}';
create index hazard_organisation on app.hazard (organisation_id, reported_at desc, id desc);
create index hazard_district on app.hazard (district_id, reported_at desc, id desc);
create index hazard_place on app.hazard (organisation_id, place_key) where closed_at is null;
create index hazard_due on app.hazard (due_at) where closed_at is null;

-- History: append-only, chained per stream.
create table app.event (
  stream uuid not null,
  seq int not null check (seq > 0),
  stream_kind text not null,
  type text not null,
  at timestamptz not null,
  actor text not null,
  canonical bytea not null,
  previous bytea not null,
  hash bytea not null,
  primary key (stream, seq)
);

create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger event_append_only before update or delete on app.event
  for each row execute function app.refuse_change();
create trigger event_no_truncate before truncate on app.event
  for each statement execute function app.refuse_change();

-- SHA-256 over the previous hash and every other column of the event. Mirrored by history-hash.ts.
create function app.history_hash(previous bytea, stream uuid, seq int, stream_kind text, at timestamptz, actor text, type text,
  canonical bytea)
returns bytea language sql immutable parallel safe
as $$
  select sha256(previous || convert_to(
    'tocsin.history.v2' || chr(10) || stream || chr(10) || seq || chr(10) || stream_kind || chr(10)
      || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || chr(10) || actor || chr(10) || type || chr(10),
    'UTF8') || canonical)
$$;

-- Deliveries: a row is a promise that one consumer will hear of one event. Transport times are those of the real clock.
create table app.delivery (
  id bigint generated always as identity primary key,
  route text not null,
  event_type text not null,
  subject_id uuid not null,
  refs jsonb not null default '{}',
  request_id text,
  organisation_id int not null,
  path int[] not null,
  state text not null default 'open' check (state in ('open', 'carried', 'done', 'dead')),
  attempts int not null default 0,
  lease_until timestamptz,
  error text,
  created_at timestamptz not null default clock_timestamp(),
  done_at timestamptz
);
create index delivery_open on app.delivery (id) where state = 'open';
create index delivery_carried on app.delivery (lease_until) where state = 'carried';
create index delivery_dead on app.delivery (id) where state = 'dead';
create index delivery_done on app.delivery (done_at) where state = 'done';
create index delivery_subject on app.delivery (subject_id);

-- Obligations: everything that someone owes by a time.
create table app.obligation (
  id uuid primary key,
  kind text not null,
  subject_id uuid not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  district_id int,
  debtor_person_id uuid,
  debtor_role text,
  started_at timestamptz not null,
  due_at timestamptz not null,
  due_version int not null default 1,
  policy_id text not null,
  policy_version text not null,
  step_ids text[] not null,
  step_times timestamptz[] not null,
  steps_taken int not null default 0,
  next_step_at timestamptz,
  status text not null default 'open' check (status in ('open', 'paused', 'met', 'cancelled')),
  pauses text[] not null default '{}',
  paused_at timestamptz,
  met_at timestamptz,
  ended_at timestamptz,
  refs jsonb not null default '{}',
  unique (subject_id, kind),
  check (cardinality(step_ids) = cardinality(step_times))
) with (fillfactor = 80);
create index obligation_next_step on app.obligation (next_step_at) where status = 'open' and next_step_at is not null;
create index obligation_path on app.obligation using gin (path);

-- No foreign key: app.take_due_steps is all that writes here, out of the obligation that it moves in the same statement, and no
-- role may delete an obligation. Checking it again would cost a tenth of the sweep.
create table app.obligation_step (
  obligation_id uuid not null,
  due_version int not null,
  step_id text not null,
  fell_due_at timestamptz not null,
  taken_at timestamptz not null,
  organisation_id int not null,
  path int[] not null,
  primary key (obligation_id, due_version, step_id)
);

-- Alerts: what one recipient is told about one step. The row belongs to the recipient's organisation, not to the school's.
create table app.alert (
  id uuid primary key,
  obligation_id uuid not null references app.obligation,
  due_version int not null,
  step_id text not null,
  subject_id uuid not null,
  hazard_id uuid references app.hazard,
  recipient_id uuid not null references app.person,
  recipient_role text not null,
  organisation_id int not null references app.organisation,
  path int[] not null,
  about_organisation_id int not null references app.organisation,
  rank int not null,
  severity text not null,
  via text not null,
  reason text,
  title text not null,
  body text not null,
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  unique (obligation_id, due_version, step_id, recipient_id)
);
create index alert_recipient on app.alert (recipient_id, raised_at desc, id desc);
create index alert_path on app.alert using gin (path);
create index alert_hazard on app.alert (hazard_id);

-- The delivery log of one alert on one channel. "sending" is committed before the wire is touched: a row found there after
-- its lease is uncertain, and is sent again under the same Message-ID.
create table app.alert_send (
  alert_id uuid not null references app.alert,
  channel text not null,
  path int[] not null,
  organisation_id int not null,
  state text not null default 'pending'
    check (state in ('pending', 'sending', 'accepted', 'retry', 'dead', 'unreachable')),
  attempts int not null default 0,
  possible_duplicate boolean not null default false,
  message_id text not null,
  address text,
  claim uuid,
  lease_until timestamptz,
  send_at timestamptz,
  answer text,
  updated_at timestamptz not null,
  primary key (alert_id, channel)
);
create index alert_send_waiting on app.alert_send (send_at) where state = 'pending';
create index alert_send_path on app.alert_send using gin (path);

-- Policy data: versions that a decision used never change.
create table app.escalation_policy (
  id text not null,
  version text not null,
  kind text not null,
  definition jsonb not null,
  published_at timestamptz not null,
  published_by uuid,
  primary key (id, version)
);
create table app.calendar_year (
  year int primary key check (year between 2000 and 2100),
  status text not null check (status in ('published', 'provisional')),
  definition jsonb not null,
  version int not null default 1,
  loaded_at timestamptz not null,
  loaded_by uuid
);

-- Requests that were answered once answer the same again.
create table app.idempotency (
  actor_id uuid not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status int not null,
  headers jsonb not null,
  body text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (actor_id, route, key)
);
create index idempotency_age on app.idempotency (created_at);

-- A row takes its path from its organisation; the API cannot choose it.
create function app.take_path() returns trigger language plpgsql as $$
begin
  select path into new.path from app.organisation where id = new.organisation_id;
  if new.path is null then
    raise exception 'unknown organisation %', new.organisation_id using errcode = '23503';
  end if;
  return new;
end $$;

create function app.take_path_and_district() returns trigger language plpgsql as $$
begin
  select path, district_id into new.path, new.district_id from app.organisation where id = new.organisation_id;
  if new.path is null then
    raise exception 'unknown organisation %', new.organisation_id using errcode = '23503';
  end if;
  return new;
end $$;

do $$
declare t text;
begin
  foreach t in array array['person', 'post', 'delegation', 'absence', 'hazard_number', 'alert', 'alert_send'] loop
    execute format('create trigger %I before insert or update of organisation_id on app.%I for each row execute function app.take_path()', t || '_path', t);
  end loop;
  -- These two are written by the thousand from rows that already carry their path.
  foreach t in array array['delivery', 'obligation_step'] loop
    execute format('create trigger %I before insert on app.%I for each row when (new.path is null) execute function app.take_path()', t || '_path', t);
    execute format('create trigger %I before update of organisation_id on app.%I for each row execute function app.take_path()', t || '_move', t);
  end loop;
  foreach t in array array['hazard', 'obligation'] loop
    execute format('create trigger %I before insert or update of organisation_id on app.%I for each row execute function app.take_path_and_district()', t || '_path', t);
  end loop;
end $$;

-- When an organisation moves, its subtree and every row below it move with it.
create function app.follow_organisation() returns trigger language plpgsql as $$
declare t text;
begin
  if new.path = old.path and new.district_id is not distinct from old.district_id then
    return null;
  end if;
  update app.organisation set parent_id = parent_id where parent_id = new.id;
  foreach t in array array['person', 'post', 'delegation', 'absence', 'hazard_number', 'delivery', 'obligation_step', 'alert', 'alert_send'] loop
    execute format('update app.%I set organisation_id = organisation_id where organisation_id = $1', t) using new.id;
  end loop;
  foreach t in array array['hazard', 'obligation'] loop
    execute format('update app.%I set organisation_id = organisation_id where organisation_id = $1', t) using new.id;
  end loop;
  return null;
end $$;
create trigger organisation_follow after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation();
