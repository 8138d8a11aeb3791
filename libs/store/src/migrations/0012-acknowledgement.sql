-- Whoever was told may acknowledge, wherever his office stands: what he owes belongs to the school's line, which an office beside that
-- line does not see. Named for the api role only, so that the sweep's queries plan as before.
create policy own_acknowledgement on app.obligation for select to tocsin_api
  using (kind = 'acknowledge-alert' and debtor_person_id = nullif(current_setting('app.person', true), '')::uuid);
create policy acknowledged_by_debtor on app.obligation for update to tocsin_api
  using (kind = 'acknowledge-alert' and debtor_person_id = nullif(current_setting('app.person', true), '')::uuid);
