import { type World } from './world.js';

interface Told {
  readonly id: string;
  readonly line: string;
  readonly lateSeconds: number;
}

/** Hazards and what is owed about them, or the filings of the quarter, which time alone brings. */
type About = 'hazards' | 'filings';

/**
 * What people were told, as a closed world: a story names every alert that it expects, and an alert that it did not name fails
 * it. A line reads `10-06 00:05 rectify/overdue → s1-vice`: local time at which the step fell due or the notice was raised, obligation, step, recipient.
 */
export class Inbox {
  private readonly named = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly about: About = 'hazards',
  ) {}

  /** Throws unless exactly these alerts were raised since the last call, in whatever order within one moment. */
  async received(...lines: string[]): Promise<void> {
    const fresh = (await this.all()).filter((one) => !this.named.has(one.id));
    fresh.forEach((one) => this.named.add(one.id));
    const unexpected = without(
      fresh.map((one) => one.line),
      lines,
    );
    const missing = without(
      lines,
      fresh.map((one) => one.line),
    );
    const untimely = fresh.filter((one) => one.lateSeconds < 0 || one.lateSeconds > 60);
    const faults = [
      ...unexpected.map((line) => `unexpected: ${line}`),
      ...missing.map((line) => `missing:    ${line}`),
      ...untimely.map((one) => `untimely:   ${one.line} was raised ${one.lateSeconds} s after it fell due`),
    ];
    if (faults.length > 0) throw new Error(`not what the story expects:\n${faults.join('\n')}`);
  }

  /** Throws when anything was raised that no `received` named. To end every story with. */
  nothingElse(): Promise<void> {
    return this.received();
  }

  private all(): Promise<Told[]> {
    return this.world.query<Told>(
      `select a.id, to_char(coalesce(s.fell_due_at, a.raised_at) at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') || ' ' || o.kind || '/'
           || regexp_replace(a.step_id, '^(returned|extension-[a-z]+)#\\d+$', '\\1')
           || ' → ' || p.username as line,
         coalesce(extract(epoch from a.raised_at - s.fell_due_at), 0)::float8 as "lateSeconds"
       from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
       left join app.obligation_step s
         on (s.obligation_id, s.due_version, s.step_id) = (a.obligation_id, a.due_version, a.step_id)
       where (a.hazard_id is not null) = ($1 = 'hazards')
       order by coalesce(s.fell_due_at, a.raised_at), o.kind, a.step_id, p.username`,
      [this.about],
    );
  }
}

/** `lines` without the first occurrence of each of `others`. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
