-- 停办、合并: schools that give no lessons for a time, and schools that went over into another. A suspension has a last day once it is
-- known; a merger has none.
create table app.school_change (
  id uuid primary key,
  organisation_id int not null references app.organisation,
  path int[] not null,
  kind text not null check (kind in ('suspended', 'merged')),
  from_day date not null,
  until_day date check (until_day > from_day),
  into_organisation_id int references app.organisation,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  check ((kind = 'merged') = (into_organisation_id is not null)),
  check (kind = 'suspended' or until_day is null)
);
create index school_change_organisation on app.school_change (organisation_id);
create unique index school_change_merged_once on app.school_change (organisation_id) where kind = 'merged';
create trigger school_change_path before insert or update of organisation_id on app.school_change
  for each row execute function app.take_path();

alter table app.school_change enable row level security;
alter table app.school_change force row level security;
create policy within_scope on app.school_change
  using (path && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
grant select, insert on app.school_change to tocsin_api, tocsin_worker;
grant update (until_day) on app.school_change to tocsin_api;
grant update (organisation_id, path) on app.school_change to tocsin_api, tocsin_worker;

create function app.follow_organisation_school_changes() returns trigger language plpgsql as $$
begin
  if new.path <> old.path then
    update app.school_change set organisation_id = organisation_id where organisation_id = new.id;
  end if;
  return null;
end $$;
create trigger organisation_follow_school_changes after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation_school_changes();

-- Why a school owes nothing on a day: 'merged', 'suspended', or null where it does.
create function app.school_change_on(school int, day date) returns text language sql stable parallel safe as $$
  select s.kind from app.school_change s
  where s.organisation_id = school and s.from_day <= day and (s.until_day is null or s.until_day > day)
  order by s.kind limit 1
$$;

-- A school that went over into another before a period began is on no roster of it; in the period itself it is listed.
create function app.merged_before(school int, day date) returns boolean language sql stable parallel safe
as $$ select exists (select from app.school_change s where s.organisation_id = school and s.kind = 'merged' and s.from_day < day) $$;
grant execute on function app.school_change_on(int, date), app.merged_before(int, date) to tocsin_api, tocsin_worker;

-- app.open_cycle writes out what these two say, since a call for each of half a million schools would take seconds.

-- Excuses one school from what falls due from a day on, and before another, with the reason that its history keeps.
create function app.excuse_filings(school int, from_day date, until_day date, reason text) returns void language plpgsql as $$
declare
  f app.filing;
  moment timestamptz := app.now();
  who text := coalesce('person:' || app.person(), 'system:directory');
  bytes bytea;
  next_hash bytea;
  due_day date;
begin
  for f in
    select * from app.filing x where x.organisation_id = school and x.state in ('open', 'draft', 'returned') for update
  loop
    due_day := ((f.due_at - interval '1 ms') at time zone 'Asia/Shanghai')::date;
    continue when due_day < from_day or due_day >= until_day;
    bytes := convert_to(jsonb_build_object('reason', reason, 'from', from_day)::text, 'UTF8');
    next_hash := app.history_hash(f.history_hash, f.id, f.history_seq + 1, app.filing_stream(f.duty_id), moment, who,
      'filing.excused', bytes);
    insert into app.event (stream, seq, stream_kind, type, at, actor, canonical, previous, hash)
      values (f.id, f.history_seq + 1, app.filing_stream(f.duty_id), 'filing.excused', moment, who, bytes, f.history_hash, next_hash);
    update app.filing set state = 'excused', remark = reason, version = version + 1,
      existed_to = case when reason = 'suspended' then existed_to else from_day end,
      history_seq = f.history_seq + 1, history_hash = next_hash where id = f.id;
    update app.obligation set status = 'cancelled', next_step_at = null, ended_at = moment
      where subject_id = f.id and status in ('open', 'paused');
  end loop;
end $$;
revoke all on function app.excuse_filings(int, date, date, text) from public;
grant execute on function app.excuse_filings(int, date, date, text) to tocsin_api, tocsin_worker;

create function app.excuse_changed_school() returns trigger language plpgsql as $$
begin
  perform app.excuse_filings(new.organisation_id, new.from_day, new.until_day, new.kind);
  return null;
end $$;
create trigger school_change_excuses after insert on app.school_change
  for each row execute function app.excuse_changed_school();
