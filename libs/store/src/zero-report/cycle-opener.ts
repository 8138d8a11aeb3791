import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { ORGANISATION_KINDS, isSchoolKind } from '#hazards/directory/organisation-kind.js';
import { type EscalationPolicy } from '#hazards/escalation/escalation-policy.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { stepsFor } from '#hazards/zero-report/duty-times.js';
import { type OpenPeriod, periodsDue } from '#hazards/zero-report/open-periods.js';
import { PolicyLibrary } from '../policies/policy-library.js';
import { ZONE } from '../policies/zone.js';
import { DutyLibrary, type StoredOrder } from './duty-library.js';

export interface OpenedCycle {
  readonly dutyId: string;
  readonly period: string;
  readonly roster: number;
  readonly opensAt: Date;
  readonly late: boolean;
}

export interface Opening {
  readonly opened: readonly OpenedCycle[];
  readonly nextAt: Date | undefined;
}

const SCHOOL_KINDS = Object.keys(ORGANISATION_KINDS).filter(isSchoolKind);

/** Opens the periods of duties whose moment has come. Any number of processes may do it at once: each period is opened once. */
@Injectable()
export class CycleOpener {
  constructor(
    private readonly duties: DutyLibrary,
    private readonly policies: PolicyLibrary,
  ) {}

  /** Opens what is due and answers that, and when the next one will be. */
  async run(manager: EntityManager, now: Date): Promise<Opening> {
    const since = await this.watchedSince(manager, now);
    if (!since) return { opened: [], nextAt: undefined };
    const calendar = await this.policies.currentCalendar(manager);
    const lasts = await this.lastPeriods(manager);
    const opened: OpenedCycle[] = [];
    const moments: Date[] = [];
    for (const order of await this.duties.orders(manager)) {
      const duty = await this.duties.newest(manager, order.dutyId);
      if (!duty) continue;
      const due = periodsDue(duty, order, { since, last: lasts.get(order.id) }, calendar, ZONE, now);
      if (due.nextAt) moments.push(due.nextAt);
      for (const one of due.open) opened.push(...(await this.open(manager, duty, order, one, now)));
    }
    return { opened, nextAt: moments.sort((a, b) => a.getTime() - b.getTime())[0] };
  }

  private async open(
    manager: EntityManager,
    duty: Duty,
    order: StoredOrder,
    { period, times, late }: OpenPeriod,
    now: Date,
  ): Promise<OpenedCycle[]> {
    const calendar = await this.policies.currentCalendar(manager);
    const policy = await this.policyOf(manager, duty);
    const steps = stepsFor(policy, times, calendar, ZONE, now);
    const row = {
      id: newId(),
      duty_id: duty.id,
      duty_version: duty.version,
      order_id: order.id,
      period: period.id,
      organisation_id: order.organisationId,
      first_day: period.firstDay,
      last_day: period.lastDay,
      opens_at: times.opensAt,
      due_at: times.dueAt,
      opened_at: now,
      late,
      provisional: times.provisional || steps.some((step) => step.provisional),
      calendar_stamp: await this.calendarStamp(manager),
      policy_id: policy.id,
      policy_version: policy.version,
    };
    // Half a million rows take longer than a request may.
    await manager.query(`set local statement_timeout = 0`);
    const [answer]: { roster: number | null }[] = await manager.query(
      `select app.open_cycle($1::jsonb, $2::text[], $3::jsonb, $4, $5::text[], $6::timestamptz[]) as roster`,
      [
        JSON.stringify(row),
        duty.owedBy === 'schools' ? SCHOOL_KINDS : [...duty.owedBy],
        JSON.stringify(duty.debtor),
        duty.obligation,
        steps.map((step) => step.stepId),
        steps.map((step) => step.at.toISOString()),
      ],
    );
    if (answer?.roster === null || answer === undefined) return [];
    return [{ dutyId: duty.id, period: period.id, roster: answer.roster, opensAt: times.opensAt, late }];
  }

  /** A duty with steps of its own climbs by them; any other by the newest policy for its kind of obligation. */
  private async policyOf(manager: EntityManager, duty: Duty): Promise<EscalationPolicy> {
    if (duty.steps) {
      const policy: EscalationPolicy = {
        id: `duty-${duty.id}`,
        version: duty.version,
        kind: 'duty',
        legalBasis: duty.legalBasis,
        steps: duty.steps,
      };
      await manager.query(
        `insert into app.escalation_policy (id, version, kind, definition, published_at)
         values ($1, $2, $3, $4, app.now()) on conflict do nothing`,
        [policy.id, policy.version, policy.kind, JSON.stringify(policy)],
      );
      return policy;
    }
    const [row]: { id: string; version: string }[] = await manager.query(
      `select id, version from app.escalation_policy where kind = $1 and id not like 'duty-%'
       order by published_at desc, version desc limit 1`,
      [duty.obligation],
    );
    if (!row) throw new Error(`no escalation policy of the kind ${duty.obligation} is stored`);
    return this.policies.escalationOf(manager, row.id, row.version);
  }

  /**
   * Since when there have been schools to watch over. A clock that was set back begins anew, so that a rehearsal which starts
   * in the past is not told that everything already happened.
   */
  private async watchedSince(manager: EntityManager, now: Date): Promise<Date | undefined> {
    const [known]: { since: Date }[] = await manager.query('select since from app.duty_watch');
    if (known && known.since.getTime() <= now.getTime()) return known.since;
    const [school]: unknown[] = await manager.query(
      'select 1 from app.organisation where kind = any ($1::text[]) limit 1',
      [SCHOOL_KINDS],
    );
    if (!school) return undefined;
    await manager.query(
      `insert into app.duty_watch (since) values ($1) on conflict (single) do update set since = excluded.since`,
      [now],
    );
    return now;
  }

  private async lastPeriods(manager: EntityManager): Promise<Map<string, string>> {
    const rows: { order_id: string; period: string }[] = await manager.query(
      'select distinct on (order_id) order_id, period from app.duty_cycle order by order_id, first_day desc',
    );
    return new Map(rows.map((row) => [row.order_id, row.period]));
  }

  async calendarStamp(manager: EntityManager): Promise<string> {
    const [row]: { stamp: string }[] = await manager.query(
      `select coalesce(string_agg(year || '.' || version, ' ' order by year), '') as stamp from app.calendar_year`,
    );
    return row?.stamp ?? '';
  }
}
