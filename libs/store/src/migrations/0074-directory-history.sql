-- Who gave whom which post, and who moved, renamed or closed what: each organisation has a chain of its own in app.event, written by
-- the statement that makes the change, so that no way of changing it passes the history by.
alter table app.organisation
  add column history_id uuid not null default gen_random_uuid(),
  add column history_seq int not null default 0,
  add column history_hash bytea not null default decode(repeat('00', 32), 'hex');
create unique index organisation_history on app.organisation (history_id);

create policy seen_with_its_organisation on app.event for select
  using (stream_kind = 'organisation' and exists (select from app.organisation o where o.history_id = stream offset 0));
create policy written_with_its_organisation on app.event for insert
  with check (stream_kind = 'organisation' and exists (select from app.organisation o where o.history_id = stream offset 0));

-- Continues the chains of all organisations that the entries name: [{organisationId, type, data}], in their order.
create function app.note_in_organisations(entries jsonb) returns void language plpgsql as $$
declare
  moment timestamptz := app.now();
  who text := coalesce('person:' || app.person(), 'system:directory');
  entry record;
  current_id int;
  seq int;
  hash bytea;
  previous bytea;
  bytes bytea;
  events app.event[] := '{}';
begin
  if entries is null then return; end if;
  -- In one order everywhere, and not against those who only refer to an organisation.
  perform from app.organisation where id in (select (e->>'organisationId')::int from jsonb_array_elements(entries) e)
    order by id for no key update;
  for entry in
    select o.id, o.history_id, o.history_seq, o.history_hash, e->>'type' as type, e->'data' as data
    from jsonb_array_elements(entries) with ordinality as listed(e, n) join app.organisation o on o.id = (e->>'organisationId')::int
    order by o.id, n
  loop
    if entry.id is distinct from current_id then
      current_id := entry.id;
      seq := entry.history_seq;
      hash := entry.history_hash;
    end if;
    previous := hash;
    seq := seq + 1;
    bytes := convert_to(entry.data::text, 'UTF8');
    hash := app.history_hash(previous, entry.history_id, seq, 'organisation', moment, who, entry.type, bytes);
    events := events || row(entry.history_id, seq, 'organisation', entry.type, moment, who, bytes, previous, hash)::app.event;
  end loop;
  if cardinality(events) <> jsonb_array_length(entries) then
    raise exception 'the history of an organisation out of sight cannot be written' using errcode = '42501';
  end if;
  insert into app.event select * from unnest(events);
  update app.organisation o set history_seq = last.seq, history_hash = last.hash
    from (select distinct on (e.stream) e.stream, e.seq, e.hash from unnest(events) e order by e.stream, e.seq desc) last
    where o.history_id = last.stream;
end $$;
revoke all on function app.note_in_organisations(jsonb) from public;
grant execute on function app.note_in_organisations(jsonb) to tocsin_api, tocsin_worker;

create function app.note_organisations_created() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.id, 'type', 'organisation.created', 'data', jsonb_build_object(
      'code', n.code, 'name', n.name, 'kind', n.kind, 'parentCode', p.code, 'boarding', n.boarding, 'validFrom', n.valid_from,
      'validTo', n.valid_to)) order by n.id)
    from created n left join app.organisation p on p.id = n.parent_id));
  return null;
end $$;
create trigger organisation_created after insert on app.organisation referencing new table as created
  for each statement execute function app.note_organisations_created();

-- What differs, each as it was and as it is. The heads of chains, versions and paths are no change of the organisation.
create function app.note_organisations_changed() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.id, 'type', 'organisation.changed', 'data', differing.changes)
      order by n.id)
    from after_change n join before_change o on o.id = n.id
    left join app.organisation was on was.id = o.parent_id left join app.organisation now on now.id = n.parent_id
    cross join lateral (
      select jsonb_object_agg(field, jsonb_build_object('from', before, 'to', after)) as changes
      from (values
        ('name', to_jsonb(o.name), to_jsonb(n.name)),
        ('kind', to_jsonb(o.kind), to_jsonb(n.kind)),
        ('parentCode', to_jsonb(was.code), to_jsonb(now.code)),
        ('boarding', to_jsonb(o.boarding), to_jsonb(n.boarding)),
        ('validFrom', to_jsonb(o.valid_from), to_jsonb(n.valid_from)),
        ('validTo', to_jsonb(o.valid_to), to_jsonb(n.valid_to))
      ) as fields(field, before, after)
      where before is distinct from after
    ) differing
    where differing.changes is not null));
  return null;
end $$;
create trigger organisation_changed after update on app.organisation
  referencing old table as before_change new table as after_change
  for each statement execute function app.note_organisations_changed();

-- Reasons stay out of the chains of delegations and absences: they may tell of an illness, and a chain forgets nothing.
create function app.note_posts_given() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'post.given', 'data', jsonb_build_object(
      'postId', n.id, 'role', n.role, 'personId', n.person_id, 'from', n.valid_from, 'to', n.valid_to)) order by n.role, n.id)
    from given n));
  return null;
end $$;
create trigger post_given after insert on app.post referencing new table as given
  for each statement execute function app.note_posts_given();

create function app.note_posts_ended() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'post.ended', 'data', jsonb_build_object(
      'postId', n.id, 'role', n.role, 'personId', n.person_id, 'to', n.valid_to)) order by n.id)
    from after_change n join before_change o on o.id = n.id where o.valid_to is distinct from n.valid_to));
  return null;
end $$;
create trigger post_ended after update on app.post referencing old table as before_change new table as after_change
  for each statement execute function app.note_posts_ended();

create function app.note_delegations_given() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'delegation.given', 'data',
      jsonb_build_object('delegationId', n.id, 'postId', n.post_id, 'role', t.role, 'holderId', t.person_id,
        'personId', n.to_person_id, 'from', n.valid_from, 'to', n.valid_to)) order by n.id)
    from given n left join app.post t on t.id = n.post_id));
  return null;
end $$;
create trigger delegation_given after insert on app.delegation referencing new table as given
  for each statement execute function app.note_delegations_given();

create function app.note_delegations_ended() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'delegation.ended', 'data',
      jsonb_build_object('delegationId', n.id, 'postId', n.post_id, 'personId', n.to_person_id, 'to', n.valid_to)) order by n.id)
    from after_change n join before_change o on o.id = n.id where o.valid_to is distinct from n.valid_to));
  return null;
end $$;
create trigger delegation_ended after update on app.delegation referencing old table as before_change new table as after_change
  for each statement execute function app.note_delegations_ended();

create function app.note_absences_recorded() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'absence.recorded', 'data',
      jsonb_build_object('absenceId', n.id, 'personId', n.person_id, 'from', n.valid_from, 'to', n.valid_to)) order by n.id)
    from given n));
  return null;
end $$;
create trigger absence_recorded after insert on app.absence referencing new table as given
  for each statement execute function app.note_absences_recorded();

create function app.note_absences_ended() returns trigger language plpgsql as $$
begin
  perform app.note_in_organisations((
    select jsonb_agg(jsonb_build_object('organisationId', n.organisation_id, 'type', 'absence.ended', 'data',
      jsonb_build_object('absenceId', n.id, 'personId', n.person_id, 'to', n.valid_to)) order by n.id)
    from after_change n join before_change o on o.id = n.id where o.valid_to is distinct from n.valid_to));
  return null;
end $$;
create trigger absence_ended after update on app.absence referencing old table as before_change new table as after_change
  for each statement execute function app.note_absences_ended();
