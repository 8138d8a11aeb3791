-- 更正: a hazard that was found before a report was filed, or in its quarter, and came to light after it. The filed quarter keeps its
-- numbers; the fact is carried as a correction in the first report after it. Said once, when the hazard is reported: what a quarter
-- carries does not change with later editions.
create table app.late_fact (
  hazard_id uuid primary key references app.hazard,
  organisation_id int not null references app.organisation,
  path int[] not null,
  quarter text not null,
  carried_in text not null check (carried_in > quarter),
  found_at timestamptz not null
);
create index late_fact_carried on app.late_fact (organisation_id, carried_in);
create index late_fact_path on app.late_fact using gin (path);
create trigger late_fact_path before insert or update of organisation_id on app.late_fact
  for each row execute function app.take_path();

alter table app.late_fact enable row level security;
alter table app.late_fact force row level security;
create policy within_scope on app.late_fact
  using (path && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
grant select, insert on app.late_fact to tocsin_api, tocsin_worker;
grant update (organisation_id, path) on app.late_fact to tocsin_api, tocsin_worker;

create function app.quarter_of(moment timestamptz) returns text language sql stable parallel safe
as $$ select to_char(moment at time zone 'Asia/Shanghai', 'YYYY"Q"Q') $$;

-- A report speaks for what the ledger held at the position that it states. What was found after that and reported while the quarter
-- still ran is no late fact: the statistics of the quarter count it. What was reported while a later quarter's report was not in yet
-- is carried by that one, else by the next.
create function app.note_late_fact() returns trigger language plpgsql as $$
declare
  own text := app.quarter_of(new.discovered_at);
  present text := app.quarter_of(new.reported_at);
begin
  insert into app.late_fact (hazard_id, organisation_id, quarter, carried_in, found_at)
    select new.id, new.organisation_id, own,
      case when present > own and not exists (select from app.filing p where p.duty_id = 'zero-report' and p.period = present
          and p.organisation_id = new.organisation_id and p.state in ('filed', 'accepted'))
        then present
        else app.quarter_of(date_trunc('quarter', new.reported_at, 'Asia/Shanghai') + interval '100 days') end,
      new.reported_at
    from app.filing f, lateral (select (f.content->'ledger'->'position'->>'at')::timestamptz as at) said
    where f.duty_id = 'zero-report' and f.period = own and f.organisation_id = new.organisation_id
      and f.state in ('filed', 'accepted') and said.at < new.reported_at and (said.at > new.discovered_at or present > own);
  return null;
end $$;
create trigger hazard_comes_late after insert on app.hazard
  for each row when (new.discovered_at < new.reported_at) execute function app.note_late_fact();

create function app.follow_organisation_late_facts() returns trigger language plpgsql as $$
begin
  if new.path <> old.path then
    update app.late_fact set organisation_id = organisation_id where organisation_id = new.id;
  end if;
  return null;
end $$;
create trigger organisation_follow_late_facts after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation_late_facts();
