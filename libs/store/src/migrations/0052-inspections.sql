-- 巡查、值班、专项检查: what a school looked at and when, also when it found nothing.
create table app.inspection (
  id uuid primary key,
  organisation_id int not null references app.organisation,
  path int[] not null,
  kind text not null check (kind in ('patrol', 'duty', 'campaign')),
  inspected_on date not null,
  area text not null,
  people text[] not null check (cardinality(people) > 0),
  findings text,
  hazards text[] not null default '{}',
  recorded_at timestamptz not null,
  recorded_by uuid not null
);
create index inspection_day on app.inspection (organisation_id, inspected_on);
create index inspection_path on app.inspection using gin (path);
create trigger inspection_path before insert or update of organisation_id on app.inspection
  for each row execute function app.take_path();
create trigger inspection_append_only before delete or update of kind, inspected_on, area, people, findings, hazards, recorded_at,
    recorded_by on app.inspection for each row execute function app.refuse_change();
create trigger inspection_no_truncate before truncate on app.inspection for each statement execute function app.refuse_change();

alter table app.inspection enable row level security;
alter table app.inspection force row level security;
create policy within_scope on app.inspection
  using (path && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
grant select, insert on app.inspection to tocsin_api;
grant select on app.inspection to tocsin_worker;
grant update (organisation_id, path) on app.inspection to tocsin_api, tocsin_worker;

create function app.follow_organisation_inspections() returns trigger language plpgsql as $$
begin
  if new.path <> old.path then
    update app.inspection set organisation_id = organisation_id where organisation_id = new.id;
  end if;
  return null;
end $$;
create trigger organisation_follow_inspections after update of parent_id, kind on app.organisation
  for each row execute function app.follow_organisation_inspections();
