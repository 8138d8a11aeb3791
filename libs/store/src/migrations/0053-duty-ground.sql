-- What tells, in one look, that the next opening of a period may be another than the one that a process remembers, and whether
-- a contradiction waits to be flagged. A function, because it is asked at every moment and would be planned each time.
create function app.duty_ground() returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'waiting', exists (select from app.contradiction where handled_at is null),
    'ground', concat_ws('|', (select string_agg(year || '.' || version, ' ' order by year) from app.calendar_year),
      (select count(*) || coalesce(max(ended_at)::text, '') from app.duty_order), (select count(*) from app.duty),
      (select count(*) from app.school_change),
      exists (select from app.organisation where app.is_school(kind))));
end $$;
grant execute on function app.duty_ground() to tocsin_api, tocsin_worker;
