-- 移交: the department that has the hazard at present; an office in shared_with is only told of it.
-- 挂牌督办: the government's decision, which is made outside and recorded here: level, document number, date, term.
alter table app.hazard
  add column transferred_to int references app.organisation,
  add column supervision jsonb;

-- A department beside the school's line acts on what it took over: its steps change the hazard's obligations and are told to the
-- other stages. Named for the api role only, so that the sweep's queries plan as before.
create policy within_shared_hazard on app.obligation for select to tocsin_api
  using (exists (select from app.hazard h where h.id = subject_id and h.shared_with && nullif(current_setting('app.scope', true), '')::int[] offset 0));
create policy changed_with_shared_hazard on app.obligation for update to tocsin_api
  using (exists (select from app.hazard h where h.id = subject_id and h.shared_with && nullif(current_setting('app.scope', true), '')::int[] offset 0));
create policy within_shared_hazard on app.delivery for insert to tocsin_api
  with check (exists (select from app.hazard h where h.id = subject_id and h.organisation_id = delivery.organisation_id
    and h.shared_with && nullif(current_setting('app.scope', true), '')::int[] offset 0));

-- As app.take_path, but it also finds the school of a hazard that was shared with the writer. The policies above decide whether
-- the row may be written.
create function app.take_path_beside() returns trigger language plpgsql as $$
begin
  select path into new.path from app.organisation where id = new.organisation_id;
  if new.path is null then
    new.path := app.path_of(new.organisation_id);
  end if;
  if new.path is null then
    raise exception 'unknown organisation %', new.organisation_id using errcode = '23503';
  end if;
  return new;
end $$;
drop trigger delivery_path on app.delivery;
create trigger delivery_path before insert on app.delivery for each row when (new.path is null)
  execute function app.take_path_beside();
grant execute on function app.take_path_beside() to tocsin_api, tocsin_worker;
