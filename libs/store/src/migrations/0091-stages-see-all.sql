-- The stages work for everybody: their scope is the root, which stands at the beginning of every path. These policies say the same
-- as within_scope says of it, but once for each statement and not once for each row, and the planner does not mistake them for a
-- narrow choice while a table has no statistics yet. A unit of work without a scope, or with a narrower one, sees what it saw.
do $$
declare t text;
begin
  foreach t in array array[
    'organisation', 'person', 'post', 'delegation', 'absence', 'hazard_number', 'hazard', 'event', 'delivery', 'obligation',
    'obligation_step', 'alert', 'alert_send', 'filing', 'composite_case', 'grade_decision'
  ] loop
    -- PostgreSQL asks the policies of a table from the last name to the first, and stops at the first that says yes.
    execute format($p$
      create policy z_all_for_stages on app.%I to tocsin_worker
        using ((select coalesce(current_setting('app.scope', true), '') = '{0}'))
        with check ((select coalesce(current_setting('app.scope', true), '') = '{0}'))$p$, t);
  end loop;
end $$;
