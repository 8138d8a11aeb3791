import { addDays, type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { type WorkerTransactions } from '#platform/database/transactions.js';
import { ZONE } from '#store/policies/zone.js';
import { type Outcome } from './data/reports.js';
import { type DemoPeople } from './demo-people.js';

interface OpenHazard {
  id: string;
  status: string;
  grade: string;
  version: number;
  owner_id: string | null;
  due_at: Date | null;
  assigned_at: Date | null;
  submitted_by: string | null;
  now: Date;
  verifier: string | null;
  bureau: string | null;
}

const LATE_DAYS = 4;
const STILL_GONE = { passed: true, note: '到校查看，未见反弹。' };
const PLAN = {
  goals: '消除隐患，恢复安全使用。',
  methods: '委托有资质的单位施工，完工后组织评估。',
  funds: '列入学校公用经费，不足部分由区教育局补助。',
  responsible: '校长负责，总务处实施。',
  schedule: '在治理期限内完工并申请验收。',
  safety: '治理期间停用现场，安排专人值守，落实应急预案。',
};

/** What the people of the demo do about hazards: most repair in time, some late, some only at the second try, some never. */
export class HazardActors {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly returned = new Set<string>();

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly people: DemoPeople,
  ) {}

  expect(hazardId: string, outcome: Outcome): void {
    this.outcomes.set(hazardId, outcome);
  }

  /** One afternoon: bureaus decide, owners submit, others look and close, and people confirm what reached them. */
  async act(today: CivilDate): Promise<void> {
    const hazards = await this.openHazards();
    await inTurn(hazards, (hazard) => this.actOn(hazard, today));
    await this.acknowledge();
    await this.planAndLookBack();
  }

  private async actOn(hazard: OpenHazard, today: CivilDate): Promise<void> {
    const outcome = this.outcomes.get(hazard.id) ?? 'fixed-in-time';
    if (hazard.grade === 'suspected-major') return this.decide(hazard);
    if (hazard.status === 'rectified') return this.look(hazard, outcome);
    if (hazard.status === 'verified') return this.close(hazard);
    if (this.isDayToSubmit(hazard, outcome, today)) await this.submit(hazard);
  }

  private isDayToSubmit(
    { due_at, assigned_at, status, owner_id }: OpenHazard,
    outcome: Outcome,
    today: CivilDate,
  ): boolean {
    if (!due_at || !assigned_at || !owner_id || outcome === 'ignored') return false;
    if (status === 'returned') return true;
    const lastDay = civilDateOf(new Date(due_at.getTime() - 1), ZONE);
    if (outcome === 'fixed-late') return today >= addDays(lastDay, LATE_DAYS);
    const second = addDays(civilDateOf(assigned_at, ZONE), 2);
    return today >= (second < lastDay ? second : lastDay);
  }

  private async decide(hazard: OpenHazard): Promise<void> {
    if (!hazard.bureau) return;
    const isMajor = hazard.id.charCodeAt(hazard.id.length - 1) % 3 === 0;
    await this.people.send(hazard.bureau, 'POST', `/v1/hazards/${hazard.id}/grade-decisions`, {
      grade: isMajor ? 'major' : 'general',
      reason: isMajor ? '现场核实，情况属实，认定为重大隐患。' : '现场核实，未达到重大隐患标准，按一般隐患限期整改。',
    });
  }

  private async submit(hazard: OpenHazard): Promise<void> {
    const note = '已按要求整改完毕，现场照片留存备查。';
    const application = {
      note,
      assessment: {
        by: 'own-experts',
        assessors: '学校安全工作小组、区学校安全专家组',
        conclusion: '隐患已消除，具备恢复使用条件。',
        assessedAt: hazard.now.toISOString(),
      },
    };
    await this.people.send(
      hazard.owner_id ?? '',
      'POST',
      `/v1/hazards/${hazard.id}/rectification`,
      hazard.grade === 'major' ? application : { note },
      `"v${hazard.version}"`,
    );
  }

  private async look(hazard: OpenHazard, outcome: Outcome): Promise<void> {
    const by = hazard.grade === 'general' ? hazard.verifier : hazard.bureau;
    if (!by) return;
    const isRefused = outcome === 'returned-once' && !this.returned.has(hazard.id);
    if (isRefused) this.returned.add(hazard.id);
    const verdict = isRefused
      ? { passed: false, reason: '现场复查发现整改不彻底，请继续整改。' }
      : { passed: true, reason: '现场查看，整改到位。', ...(hazard.grade === 'general' && { close: true }) };
    await this.people.send(by, 'POST', `/v1/hazards/${hazard.id}/verification`, verdict, `"v${hazard.version}"`);
  }

  private async close(hazard: OpenHazard): Promise<void> {
    if (!hazard.bureau) return;
    await this.people.send(hazard.bureau, 'POST', `/v1/hazards/${hazard.id}/closure`, {}, `"v${hazard.version}"`);
  }

  private async acknowledge(): Promise<void> {
    const open = await this.transactions.run(WHOLE_WORLD, (manager) =>
      manager.query<{ subject_id: string; debtor_person_id: string }[]>(
        `select subject_id, debtor_person_id from app.obligation
         where kind = 'acknowledge-alert' and status = 'open' order by debtor_person_id, started_at, id`,
      ),
    );
    await inTurn(open, ({ subject_id, debtor_person_id }) =>
      this.people.send(debtor_person_id, 'POST', `/v1/alerts/${subject_id}/acknowledgement`).then(() => undefined),
    );
  }

  /** Principals file the plans of major hazards, and whoever owes a look-back goes there in its last days. */
  private async planAndLookBack(): Promise<void> {
    const owed = await this.transactions.run(WHOLE_WORLD, (manager) =>
      manager.query<{ kind: 'file-plan' | 'look-back'; hazard_id: string; by: string }[]>(
        `select o.kind, o.refs->>'hazardId' as hazard_id, coalesce(o.debtor_person_id, t.person_id) as by
         from app.obligation o
         left join app.post t on t.organisation_id = o.organisation_id and t.role = o.debtor_role
         where o.status = 'open' and (o.kind = 'file-plan' or o.kind = 'look-back' and o.due_at < app.now() + interval '5 days')
           and coalesce(o.debtor_person_id, t.person_id) is not null`,
      ),
    );
    await inTurn(owed, ({ kind, hazard_id, by }) =>
      kind === 'file-plan'
        ? this.people.send(by, 'POST', `/v1/hazards/${hazard_id}/plan`, PLAN, '*').then(() => undefined)
        : this.people.send(by, 'POST', `/v1/hazards/${hazard_id}/look-backs`, STILL_GONE, '*').then(() => undefined),
    );
  }

  private openHazards(): Promise<OpenHazard[]> {
    return this.transactions.run(WHOLE_WORLD, (manager) =>
      manager.query<OpenHazard[]>(
        `select h.id, h.status, h.grade, h.version, h.owner_id, h.due_at, h.term_start as assigned_at, h.submitted_by,
           app.now() as now,
           coalesce(
             (select t.person_id from app.post t where t.organisation_id = h.organisation_id
                and t.role in ('vice-principal', 'principal', 'safety-officer')
                and t.person_id is distinct from h.owner_id and t.person_id is distinct from h.submitted_by
                order by t.role = 'safety-officer', t.role = 'principal' limit 1),
             b.person_id) as verifier,
           b.person_id as bureau
         from app.hazard h
         left join lateral (select person_id from app.post t where t.organisation_id = h.district_id
            and t.role = 'safety-section' order by t.id limit 1) b on true
         where h.closed_at is null and h.status <> 'rejected' order by h.reported_at, h.id`,
      ),
    );
  }
}

/** A few at a time, so that the demo looks like people and not like a load test. */
async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 8) await Promise.all(items.slice(at, at + 8).map(work));
}
