-- Accepts reports in one round trip: number, row, first event and deliveries of each commit together. `reports` is an array of
-- objects; the answer has one row each, in order. An organisation outside the scope, unknown, not a school or not in being
-- answers with a null id and refuses nothing else: the caller decides. A client report id seen before answers with the
-- hazard that it made then and `repeated` true.
create function app.report_hazards(within text, by_person uuid, routes text[], request text, reports jsonb)
returns table (hazard_id uuid, number text, reported_at timestamptz, repeated boolean, refused text)
language plpgsql as $$
declare
  r jsonb;
  o record;
  n int;
  moment timestamptz;
  canonical_bytes bytea;
  first_hash bytea;
  zero bytea := decode(repeat('00', 32), 'hex');
  report_year int;
begin
  perform set_config('app.scope', within, true), set_config('app.person', coalesce(by_person::text, ''), true);
  for r in select value from jsonb_array_elements(reports) loop
    hazard_id := null; number := null; repeated := false; refused := null;
    moment := app.now();
    reported_at := moment;
    select s.id, s.code, s.path, s.district_id, s.valid_from, s.valid_to, s.kind, coalesce(app.organisation_code(s.district_id), '0') as district_code
      into o
      from app.organisation s
      where s.code = r->>'organisationCode';
    if not found then
      refused := 'unknown'; return next; continue;
    end if;
    if not app.is_school(o.kind) then
      refused := 'not-a-school'; return next; continue;
    end if;
    if (moment at time zone 'Asia/Shanghai')::date < o.valid_from
       or (o.valid_to is not null and (moment at time zone 'Asia/Shanghai')::date >= o.valid_to) then
      refused := 'not-in-being'; return next; continue;
    end if;

    -- The counter's row lock puts reports of one school in order, so numbers have no gaps and a repeated id is seen.
    report_year := extract(year from moment at time zone 'Asia/Shanghai');
    insert into app.hazard_number as c (organisation_id, path, year, last) values (o.id, o.path, report_year, 1)
      on conflict (organisation_id, year) do update set last = c.last + 1
      returning c.last into n;
    if r->>'clientReportId' is not null then
      select h.id, h.number, h.reported_at into hazard_id, number, reported_at
        from app.hazard h where h.organisation_id = o.id and h.client_report_id = r->>'clientReportId';
      if found then
        update app.hazard_number c set last = c.last - 1 where c.organisation_id = o.id and c.year = report_year;
        repeated := true; return next; continue;
      end if;
      -- The look-up emptied what it did not find.
      reported_at := moment;
    end if;

    hazard_id := (r->>'id')::uuid;
    number := o.district_code || '-' || o.code || '-' || report_year || '-' || lpad(n::text, greatest(4, length(n::text)), '0');
    canonical_bytes := convert_to(r->>'canonical', 'UTF8');
    first_hash := app.history_hash(zero, hazard_id, 1, 'hazard', moment, coalesce('person:' || by_person, 'system'),
      'hazard.reported', canonical_bytes);
    insert into app.hazard (id, number, organisation_id, path, district_id, status, site, building, spot, place_key, category,
        description, observations, external_cause, source, discovered_at, reported_at, reported_by, client_report_id,
        risk, place_type, claimed_exclusions, seen_before, history_seq, history_hash)
      values (hazard_id, number, o.id, o.path, o.district_id, 'reported', r->>'site', r->>'building', r->>'spot', r->>'placeKey',
        r->>'category', r->>'description',
        coalesce((select array_agg(value) from jsonb_array_elements_text(r->'observations')), '{}'),
        coalesce((r->>'externalCause')::boolean, false), r->>'source',
        coalesce((r->>'discoveredAt')::timestamptz, moment), moment, by_person, r->>'clientReportId',
        nullif(r->'risk', 'null'::jsonb), r->>'placeType', coalesce(r->'claimedExclusions', '[]'),
        coalesce((r->>'seenBefore')::boolean, false), 1, first_hash);
    insert into app.event (stream, seq, stream_kind, type, at, actor, canonical, previous, hash)
      values (hazard_id, 1, 'hazard', 'hazard.reported', moment, coalesce('person:' || by_person, 'system'), canonical_bytes, zero, first_hash);
    insert into app.delivery (route, event_type, subject_id, request_id, organisation_id, path)
      select unnest(routes), 'hazard.reported', hazard_id, request, o.id, o.path;
    return next;
  end loop;
end $$;

create function app.is_school(kind text) returns boolean language sql immutable parallel safe
as $$ select kind in ('kindergarten', 'primary-school', 'teaching-point', 'junior-school', 'nine-year-school', 'senior-school',
  'complete-school', 'vocational-school', 'special-school', 'training-institution') $$;

grant execute on function app.report_hazards(text, uuid, text[], text, jsonb), app.is_school(text) to tocsin_api, tocsin_worker;
