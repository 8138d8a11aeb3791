-- These functions keep their plans. One that was made while the table was small would read all of it ever after, so they are
-- held to the indexes.

-- Hands out deliveries to be carried: open ones, and carried ones whose lease lapsed. No more are under way at once than
-- `at_most`, so that a backlog does not outlive its leases.
create function app.carry_deliveries(at_most int, lease interval)
returns table (id bigint, route text) language plpgsql set enable_seqscan = off as $$
declare
  before text := current_setting('app.scope', true);
  room int;
begin
  perform set_config('app.scope', '{0}', true);
  select at_most - count(*) into room from app.delivery d where d.state = 'carried' and d.lease_until >= clock_timestamp();
  if room > 0 then
    return query
      with lapsed as materialized (
        select d.id from app.delivery d where d.state = 'carried' and d.lease_until < clock_timestamp()
        order by d.lease_until limit room for update skip locked
      ), fresh as materialized (
        select d.id from app.delivery d where d.state = 'open' order by d.id limit room for update skip locked
      ), waiting as (
        select l.id from lapsed l union all select f.id from fresh f
      )
      update app.delivery d set state = 'carried', lease_until = clock_timestamp() + lease
      from waiting w where d.id = w.id
      returning d.id, d.route;
  end if;
  perform set_config('app.scope', coalesce(before, ''), true);
end $$;

-- True when nothing is open or under way: the system has fallen quiet.
create function app.deliveries_quiet() returns boolean language plpgsql set enable_seqscan = off as $$
declare
  before text := current_setting('app.scope', true);
  quiet boolean;
begin
  perform set_config('app.scope', '{0}', true);
  select not exists (select from app.delivery where state = 'open')
     and not exists (select from app.delivery where state = 'carried') into quiet;
  perform set_config('app.scope', coalesce(before, ''), true);
  return quiet;
end $$;

-- Work that no transaction can hold, such as sending, looks its deliveries up before and marks them done afterwards: each in one
-- round trip, and without holding them in between.
create function app.owed_deliveries(ids bigint[]) returns setof app.delivery language plpgsql as $$
declare before text := current_setting('app.scope', true);
begin
  perform set_config('app.scope', '{0}', true);
  return query select d.* from app.delivery d where d.id = any(ids) and d.state in ('open', 'carried') order by d.id;
  perform set_config('app.scope', coalesce(before, ''), true);
end $$;

create function app.deliveries_done(ids bigint[]) returns void language plpgsql as $$
declare before text := current_setting('app.scope', true);
begin
  perform set_config('app.scope', '{0}', true);
  update app.delivery d set state = 'done', done_at = clock_timestamp(), lease_until = null, error = null where d.id = any(ids);
  perform set_config('app.scope', coalesce(before, ''), true);
end $$;

-- How many deliveries stand in each state that somebody should look at.
create function app.delivery_counts() returns table (state text, n bigint) language plpgsql as $$
declare before text := current_setting('app.scope', true);
begin
  perform set_config('app.scope', '{0}', true);
  return query
    select 'open', count(*) from app.delivery d where d.state = 'open'
    union all select 'carried', count(*) from app.delivery d where d.state = 'carried'
    union all select 'dead', count(*) from app.delivery d where d.state = 'dead';
  perform set_config('app.scope', coalesce(before, ''), true);
end $$;

revoke all on function app.carry_deliveries(int, interval), app.owed_deliveries(bigint[]), app.deliveries_done(bigint[]) from public;
grant execute on function app.carry_deliveries(int, interval), app.owed_deliveries(bigint[]), app.deliveries_done(bigint[])
  to tocsin_worker;
