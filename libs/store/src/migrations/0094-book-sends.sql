-- What the other side said to letters, booked in one round trip: between the wire and the book a kill leaves letters in doubt.
-- A claim that was taken over in the meantime books nothing.
create function app.book_sends(on_channel text, alert_ids uuid[], claims uuid[], states text[], answers text[])
returns void language plpgsql set plan_cache_mode = 'force_custom_plan' as $$
declare before text := current_setting('app.scope', true);
begin
  perform set_config('app.scope', '{0}', true);
  update app.alert_send s set state = r.state, answer = r.answer, lease_until = null, updated_at = app.now()
  from unnest(alert_ids, claims, states, answers) as r(alert_id, claim, state, answer)
  where s.alert_id = r.alert_id and s.channel = on_channel and s.claim = r.claim;
  perform set_config('app.scope', coalesce(before, ''), true);
end $$;
revoke all on function app.book_sends(text, uuid[], uuid[], text[], text[]) from public;
grant execute on function app.book_sends(text, uuid[], uuid[], text[], text[]) to tocsin_worker;
