import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { noticeOf } from '#hazards/escalation/notice.js';
import { stepOf } from '#hazards/escalation/policy-for.js';
import { recipientsFor } from '#hazards/escalation/recipients-for.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { parsePeriod } from '#hazards/zero-report/duty-period.js';
import { type Delivery, UndeliverableError } from '#platform/delivery/delivery.js';
import { AlertRepository } from '#store/alerts/alert.repository.js';
import { ObligationRepository, type StoredObligation } from '#store/obligations/obligation.repository.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type Filing, FilingRepository } from '#store/zero-report/filing.repository.js';
import { ComposeFilingAlerts } from './compose-filing-alerts.js';
import { CONTRADICTED, type FilingTelling, selectorsFor } from './filing-telling.js';

const KINDS: ReadonlySet<string> = new Set(['zero-report', 'roll-up', 'duty']);
const ACTOR = 'system:escalation';
const CONTRADICTED_STEP: EscalationStep = {
  id: 'contradicted',
  at: { anchor: 'due', offset: 'P0D' },
  rank: 1,
  to: [{ role: 'zone-officer', of: 'zone' }],
  severity: 'alert',
};

type Rest = (
  deliveries: readonly Delivery[],
  obligations: ReadonlyMap<string, StoredObligation>,
) => Promise<readonly string[]>;

/** Turns steps of filings into letters: to the school about its own report, to those above it one list of who is silent. */
@Injectable()
export class RaiseFilingAlerts {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly filings: FilingRepository,
    private readonly duties: DutyLibrary,
    private readonly chains: ChainReader,
    private readonly policies: PolicyLibrary,
    private readonly alerts: AlertRepository,
    private readonly compose: ComposeFilingAlerts,
  ) {}

  /** Handles the steps of filings and hands the others to `rest`; answers the outcomes in the order of the deliveries. */
  async run(manager: EntityManager, deliveries: readonly Delivery[], rest: Rest): Promise<readonly string[]> {
    const ids = deliveries.map((one) => one.subjectId);
    const all = new Map((await this.obligations.byIds(manager, ids)).map((one) => [one.id, one]));
    const obligations = new Map([...all].filter(([, one]) => KINDS.has(one.kind) && one.refs['cycleId'] !== undefined));
    const others = deliveries.filter((one) => !obligations.has(one.subjectId));
    const outcomes = new Map<string, string>();
    if (others.length > 0) {
      const answers = await rest(others, all);
      others.forEach((one, i) => outcomes.set(one.id, answers[i] ?? 'gone'));
    }
    const own = deliveries.filter((one) => obligations.has(one.subjectId));
    if (own.length > 0) {
      const answers = await this.tell(manager, own, obligations);
      own.forEach((one, i) => outcomes.set(one.id, answers[i] ?? 'gone'));
    }
    return deliveries.map((one) => outcomes.get(one.id) ?? 'gone');
  }

  private async tell(
    manager: EntityManager,
    deliveries: readonly Delivery[],
    obligations: ReadonlyMap<string, StoredObligation>,
  ): Promise<string[]> {
    const all = [...obligations.values()];
    const filings = new Map(
      (
        await this.filings.byIds(
          manager,
          all.map((one) => one.subjectId),
        )
      ).map((one) => [one.id, one]),
    );
    const chains = await this.chains.chainsOf(
      manager,
      all.map((one) => one.organisationId),
    );
    const now = deliveries[0]?.takenAt ?? new Date(0);
    const outcomes: string[] = [];
    const tellings: FilingTelling[] = [];
    for (const delivery of deliveries) {
      const obligation = obligations.get(delivery.subjectId);
      const filing = obligation && filings.get(obligation.subjectId);
      const chain = obligation && chains.get(obligation.organisationId);
      const stale = obligation ? staleness(obligation, delivery) : 'gone';
      const telling =
        !stale && obligation && filing && chain
          ? await this.tellingOf(manager, delivery, obligation, filing, chain, now)
          : undefined;
      if (telling) tellings.push(telling);
      outcomes.push(telling ? 'told' : (stale ?? 'gone'));
    }
    await this.alerts.raise(manager, await this.compose.run(manager, tellings, now));
    await this.writeHistory(manager, tellings);
    return outcomes;
  }

  private async tellingOf(
    manager: EntityManager,
    delivery: Delivery,
    obligation: StoredObligation,
    filing: Filing,
    chain: Chain,
    now: Date,
  ): Promise<FilingTelling | undefined> {
    const duty = await this.duties.versionOf(manager, filing.dutyId, filing.dutyVersion);
    const period = duty && parsePeriod(duty.cadence, filing.period);
    if (!duty || !period) return undefined;
    const stepId = String(delivery.refs['stepId']);
    const policy = await this.policies.escalationOf(manager, obligation.policyId, obligation.policyVersion);
    const step = stepId.startsWith(CONTRADICTED) ? CONTRADICTED_STEP : stepOf(policy, stepId);
    const answer = recipientsFor({ to: selectorsFor(ofDuty(step, duty), obligation.debtorRole) }, chain, {}, now);
    if (answer.nobody)
      throw new UndeliverableError(
        `nobody in the whole chain answers for step ${stepId} of ${filing.dutyId} at ${filing.code}`,
      );
    const fellDueAt = obligation.schedule.find((one) => one.stepId === stepId)?.at ?? now;
    return { obligation, filing, duty, period, step, stepId, fellDueAt, chain, answer, owner: null };
  }

  /** What the history says already, because a job came twice. The one letter of a list stands with another school, so alerts do not tell. */
  private async writtenOf(manager: EntityManager, tellings: readonly FilingTelling[]): Promise<ReadonlySet<string>> {
    const rows: { stream: string; step: string; dueVersion: number }[] = await manager.query(
      `select e.stream, said.it->>'step' as step, (said.it->>'dueVersion')::int as "dueVersion"
       from app.event e, lateral (select convert_from(e.canonical, 'UTF8')::jsonb as it) said
       where e.stream = any ($1::uuid[]) and e.type = 'filing.escalated'`,
      [tellings.map(({ filing }) => filing.id)],
    );
    return new Set(rows.map(({ stream, step, dueVersion }) => keyOf(stream, step, dueVersion)));
  }

  /** The history says once who was told that a report is late; mere reminders are in the alerts alone. */
  private async writeHistory(manager: EntityManager, tellings: readonly FilingTelling[]): Promise<void> {
    const late = tellings.filter(({ step }) => step.rank > 0).sort((a, b) => (a.filing.id < b.filing.id ? -1 : 1));
    const written = await this.writtenOf(manager, late);
    for (const telling of late) {
      if (written.has(keyOf(telling.filing.id, telling.stepId, telling.obligation.dueVersion))) continue;
      const { filing, stepId, step, obligation, answer } = telling;
      const recipients = answer.recipients.map(({ personId, role, organisationId, via }) => ({
        personId,
        role,
        organisationId,
        via,
      }));
      await this.filings.update(manager, filing.id, ACTOR, () => ({
        outcome: 'told',
        set: {},
        events: [
          {
            type: 'filing.escalated',
            data: {
              step: stepId,
              rank: step.rank,
              dueVersion: obligation.dueVersion,
              policy: `${obligation.policyId}@${obligation.policyVersion}`,
              recipients,
              vacancies: answer.vacancies,
            },
          },
        ],
      }));
    }
  }
}

/** What a bureau or a person owes concerns nobody at a school. */
const ofDuty = (step: EscalationStep, { owedBy }: Duty): EscalationStep =>
  noticeOf(step.id) && owedBy !== 'schools' ? { ...step, to: [{ party: 'debtor' }] } : step;

const keyOf = (filingId: string, stepId: string, dueVersion: number): string => `${filingId} ${stepId} ${dueVersion}`;

/** A step is not told once the report is in, or has a new due time. What contradicts a filed report is told all the same. */
function staleness(obligation: StoredObligation, delivery: Delivery): string | undefined {
  if (String(delivery.refs['stepId']).startsWith(CONTRADICTED)) return undefined;
  if (obligation.status === 'met' || obligation.status === 'cancelled') return 'stopped';
  return obligation.dueVersion === delivery.refs['dueVersion'] ? undefined : 'superseded';
}
