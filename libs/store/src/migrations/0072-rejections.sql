-- 不予受理: why the bureau did not take a report up. It stands at the district and not at the school, because the reason may speak of
-- a tip-off, of which nobody at the school may hear. Written once.
create table app.hazard_rejection (
  hazard_id uuid primary key references app.hazard,
  organisation_id int not null references app.organisation,
  path int[] not null,
  reason text not null,
  rejected_by uuid not null references app.person,
  rejected_at timestamptz not null default app.now()
);
create trigger hazard_rejection_path before insert or update of organisation_id on app.hazard_rejection
  for each row execute function app.take_path();
alter table app.hazard_rejection enable row level security;
alter table app.hazard_rejection force row level security;
create policy within_scope on app.hazard_rejection
  using (path && nullif(current_setting('app.scope', true), '')::int[])
  with check (path && nullif(current_setting('app.scope', true), '')::int[]);
grant select, insert on app.hazard_rejection to tocsin_api;
