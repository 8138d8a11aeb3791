import { ROLES, type Role } from '#hazards/directory/role.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { type WorkerTransactions } from '#platform/database/transactions.js';

export interface Totals {
  readonly reported: number;
  readonly graded: number;
  readonly assigned: number;
  readonly closed: number;
  readonly overdue: number;
  readonly major: number;
  readonly suspected: number;
}

interface Case {
  number: string;
  school: string;
  place: string;
  description: string;
  owner: string | null;
}

interface Telling {
  at: Date;
  step: string;
  title: string;
  people: string;
}

/** What a supervisor would want to know of the quarter, counted from the database. */
export async function tellStory(transactions: WorkerTransactions, say: (line: string) => void): Promise<Totals> {
  return transactions.run(WHOLE_WORLD, async (manager) => {
    const [totals]: Totals[] = await manager.query(
      `select count(*)::int as reported, count(grade)::int as graded, count(due_at)::int as assigned,
         count(closed_at)::int as closed,
         count(*) filter (where closed_at is null and due_at <= app.now())::int as overdue,
         count(*) filter (where grade = 'major')::int as major,
         count(*) filter (where grade = 'suspected-major')::int as suspected from app.hazard`,
    );
    if (!totals) throw new Error('the database gave no totals');
    say(
      `\n本季度共上报隐患 ${totals.reported} 条：已分级 ${totals.graded} 条，已派定责任人和期限 ${totals.assigned} 条。`,
    );
    say(
      `其中重大隐患 ${totals.major} 条，疑似重大待认定 ${totals.suspected} 条；已销号 ${totals.closed} 条，超期未改 ${totals.overdue} 条。`,
    );

    const ranks: { rank: number; kind: string; steps: number; alerts: number }[] = await manager.query(
      `select a.rank, min(o.kind) as kind, count(distinct (a.obligation_id, a.due_version, a.step_id))::int as steps, count(*)::int as alerts
       from app.alert a join app.obligation o on o.id = a.obligation_id
       where o.kind in ('rectify', 'rectify-major') group by a.rank order by a.rank`,
    );
    say('\n逐级上报（整改期限）：');
    for (const { rank, steps, alerts } of ranks) {
      say(`  第 ${rank} 级${rank === 0 ? '（派发与提醒）' : ''}：${steps} 步，发出告警 ${alerts} 条`);
    }
    await sayRoles(manager, say);
    await sayCase(
      manager,
      say,
      'ignored',
      '超期不改的一例',
      `h.grade = 'general' and h.closed_at is null and h.due_at <= app.now()`,
    );
    await sayCase(manager, say, 'major', '重大隐患的一例', `h.grade = 'major'`);
    return totals;
  });
}

type Manager = Parameters<Parameters<WorkerTransactions['run']>[1]>[0];

async function sayRoles(manager: Manager, say: (line: string) => void): Promise<void> {
  const rows: { role: Role; n: number }[] = await manager.query(
    `select recipient_role as role, count(*)::int as n from app.alert group by 1 order by n desc`,
  );
  say('\n告警收件人：');
  say(`  ${rows.map(({ role, n }) => `${ROLES[role]?.label ?? role} ${n}`).join('，')}`);
}

/** The case that climbed furthest, step by step. */
async function sayCase(
  manager: Manager,
  say: (line: string) => void,
  _name: string,
  heading: string,
  where: string,
): Promise<void> {
  const [found]: (Case & { id: string })[] = await manager.query(
    `select h.id, h.number, o.name as school, concat_ws(' ', h.site, h.building, h.spot) as place, h.description, p.name as owner
     from app.hazard h join app.organisation o on o.id = h.organisation_id left join app.person p on p.id = h.owner_id
     where ${where} order by (select count(*) from app.alert a where a.hazard_id = h.id) desc, h.number limit 1`,
  );
  if (!found) return;
  say(`\n${heading}：${found.number} ${found.school} ${found.place}`);
  say(`  ${found.description}（责任人 ${found.owner ?? '未落实'}）`);
  const told: Telling[] = await manager.query(
    `select min(a.raised_at) as at, a.step_id as step, min(a.title) as title,
       string_agg(distinct p.name || '（' || a.recipient_role || '）', '、') as people
     from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
     where a.hazard_id = $1 and o.kind in ('rectify', 'rectify-major', 'decide-suspected-major')
     group by a.obligation_id, a.due_version, a.step_id order by 1`,
    [found.id],
  );
  for (const { at, title, people } of told) {
    say(
      `  ${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ')}  ${titleOf(title)} → ${labelled(people)}`,
    );
  }
}

const titleOf = (title: string): string => title.split('：')[0] ?? title;

const labelled = (people: string): string =>
  people.replace(/（([a-z-]+)）/g, (_, role: string) => `（${ROLES[role as Role]?.label ?? role}）`);
