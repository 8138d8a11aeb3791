-- A moving organisation takes the steps below it along (app.follow_organisation), in whoever's transaction it moves.
grant update (organisation_id) on app.obligation_step to tocsin_api, tocsin_worker;

-- True when every post and delegation that a person holds now or later lies below one of these organisations. Who could reset
-- the password of somebody with a post above his own subtree could sign in up there.
create function app.stands_within(someone uuid, organisations int[]) returns boolean
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
  within boolean;
begin
  perform app.see_as('{0}', person, '');
  select coalesce(bool_and(held.path && organisations), true) into within
    from (
      select t.path from app.post t
        where t.person_id = someone and (t.valid_to is null or t.valid_to > app.now())
      union all
      select d.path from app.delegation d where d.to_person_id = someone and d.valid_to > app.now()
    ) held;
  perform app.see_as(scope, person, '');
  return within;
end $$;

-- A new initial password in the place of whatever was there; app.set_credentials never does that.
create function app.reset_credential(owner_id uuid, new_hash text) returns void
language plpgsql security definer set search_path = app, pg_temp
as $$
declare
  scope text := current_setting('app.scope', true);
  person text := current_setting('app.person', true);
begin
  perform app.see_as(scope, owner_id::text, '');
  insert into app.credential (person_id, kind, hash) values (owner_id, 'initial', new_hash)
    on conflict (person_id) do update set kind = 'initial', hash = excluded.hash, changed_at = clock_timestamp();
  perform app.see_as(scope, person, '');
end $$;

revoke all on function app.stands_within(uuid, int[]), app.reset_credential(uuid, text) from public, tocsin_worker;
grant execute on function app.stands_within(uuid, int[]), app.reset_credential(uuid, text) to tocsin_api;
