-- Reports of several requests in one round trip, each in the scope and under the name of its own sender. `asks` is an array of
-- objects (within, person, request, report); the answer has one row each, in order. The caller puts them in the order of their
-- schools, so that two such calls never wait for each other's counters.
create function app.report_gathered(routes text[], asks jsonb)
returns table (hazard_id uuid, number text, reported_at timestamptz, repeated boolean, refused text)
language plpgsql as $$
declare ask jsonb;
begin
  for ask in select value from jsonb_array_elements(asks) loop
    return query select * from app.report_hazards(
      ask->>'within', (ask->>'person')::uuid, routes, ask->>'request', jsonb_build_array(ask->'report'));
  end loop;
end $$;

-- The people behind several tokens: app.session_of() for each that stands for somebody, with its place in the question.
create function app.sessions_of(wanted bytea[])
returns table (nth int, person_id uuid, username text, name text, expires_at timestamptz, posts jsonb)
language plpgsql as $$
begin
  for i in 1 .. cardinality(wanted) loop
    return query select i, s.* from app.session_of(wanted[i]) s;
  end loop;
end $$;

revoke all on function app.report_gathered(text[], jsonb), app.sessions_of(bytea[]) from public;
grant execute on function app.report_gathered(text[], jsonb), app.sessions_of(bytea[]) to tocsin_api;
