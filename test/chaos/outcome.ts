import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../harness/database.js';

/** Everything that became of the reports of one batch, by kind, without what differs between any two runs. */
export async function outcomeOf(databaseUrl: string, batch: string): Promise<Record<string, unknown>> {
  const rows = await ask<{ kind: string; outcome: unknown }>(
    databaseUrl,
    `select split_part(h.client_report_id, '/', 2) as kind, jsonb_build_object(
       'status', h.status, 'grade', h.grade, 'rules', h.rule_ids, 'owner', ow.username, 'monitor', mo.username,
       'priority', h.priority, 'due', h.due_at, 'dueVersion', h.due_version,
       'history', (select array_agg(e.type order by e.seq) from app.event e where e.stream = h.id),
       'steps', (select array_agg(o.kind || '/' || s.due_version || '/' || s.step_id order by o.kind, s.due_version, s.step_id)
         from app.obligation_step s join app.obligation o on o.id = s.obligation_id where o.refs->>'hazardId' = h.id::text),
       'alerts', (select array_agg(o.kind || '/' || a.step_id || ' → ' || p.username order by o.kind, a.step_id, p.username)
         from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
         where a.hazard_id = h.id)) as outcome
     from app.hazard h left join app.person ow on ow.id = h.owner_id left join app.person mo on mo.id = h.monitor_id
     where split_part(h.client_report_id, '/', 1) = $1`,
    [batch],
  );
  return Object.fromEntries(rows.map(({ kind, outcome }) => [kind, outcome]));
}

/** Waits until nothing is open, under way, due or half sent; throws with what is left after `patienceMs`. */
export async function quiet(databaseUrl: () => string, patienceMs = 30_000): Promise<void> {
  const until = performance.now() + patienceMs;
  let left: unknown;
  while (performance.now() < until) {
    left = await ask(
      databaseUrl(),
      `select 'delivery' as what, route as which, state from app.delivery where state in ('open', 'carried')
       union all select 'step', kind, status from app.obligation where status = 'open' and next_step_at <= app.now()
       union all select 'letter', channel, state from app.alert_send
         where state in ('sending', 'retry') or state = 'pending' and send_at <= app.now()`,
    ).catch((error: unknown) => [String(error)]);
    if (Array.isArray(left) && left.length === 0) return;
    await pause(50);
  }
  throw new Error(`not quiet after ${patienceMs} ms: ${JSON.stringify(left).slice(0, 1_000)}`);
}
