import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { BusinessCalendar, type CalendarYear } from '#kernel/business-calendar.js';
import { type EscalationPolicy } from '#hazards/escalation/escalation-policy.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { policyFor } from '#hazards/escalation/policy-for.js';
import {
  calendarsOfRelease,
  deadlinePolicyOfRelease,
  escalationPoliciesOfRelease,
  lookBackPolicyOfRelease,
  responsibilityMapOfRelease,
  sendingPolicyOfRelease,
} from './policy-files.js';

/** The newest version of each kind, and the calendar, as a unit of work saw them when it first asked. */
interface Standing {
  newest?: Promise<ReadonlyMap<string, Version>>;
  calendar?: Promise<BusinessCalendar>;
}

interface Version {
  readonly id: string;
  readonly version: string;
}

/**
 * The policies in force. Published versions never change, so they are kept in memory; which one is the newest, and the
 * calendars, are asked for once in each unit of work.
 */
@Injectable()
export class PolicyLibrary {
  readonly deadlines = deadlinePolicyOfRelease();
  readonly lookBacks = lookBackPolicyOfRelease();
  readonly sending = sendingPolicyOfRelease();
  readonly responsibilities = responsibilityMapOfRelease();
  private readonly escalations = new Map<string, EscalationPolicy>();
  private calendar?: { stamp: string; calendar: BusinessCalendar };
  private readonly standings = new WeakMap<EntityManager, Standing>();

  /** Stores the policies and calendars of this release that the database does not have yet. Changes none that it has. */
  async seed(manager: EntityManager): Promise<void> {
    for (const policy of escalationPoliciesOfRelease()) {
      await manager.query(
        `insert into app.escalation_policy (id, version, kind, definition, published_at)
         values ($1, $2, $3, $4, app.now()) on conflict do nothing`,
        [policy.id, policy.version, policy.kind, JSON.stringify(policy)],
      );
    }
    for (const year of calendarsOfRelease()) {
      await manager.query(
        `insert into app.calendar_year (year, status, definition, loaded_at) values ($1, $2, $3, app.now())
         on conflict do nothing`,
        [year.year, year.status, JSON.stringify(year)],
      );
    }
  }

  async currentCalendar(manager: EntityManager): Promise<BusinessCalendar> {
    return (this.standingOf(manager).calendar ??= this.readCalendar(manager));
  }

  /** The newest published escalation policy of a kind. */
  async escalationFor(manager: EntityManager, kind: ObligationKind): Promise<EscalationPolicy> {
    const newest = (await (this.standingOf(manager).newest ??= this.readNewest(manager))).get(kind);
    return newest ? this.escalationOf(manager, newest.id, newest.version) : policyFor(kind, []);
  }

  /** The very version with which an obligation started. */
  async escalationOf(manager: EntityManager, id: string, version: string): Promise<EscalationPolicy> {
    const key = `${id}@${version}`;
    const known = this.escalations.get(key);
    if (known) return known;
    const rows: { definition: EscalationPolicy }[] = await manager.query(
      'select definition from app.escalation_policy where id = $1 and version = $2',
      [id, version],
    );
    if (!rows[0]) throw new Error(`escalation policy ${key} is not stored`);
    this.escalations.set(key, rows[0].definition);
    return rows[0].definition;
  }

  private standingOf(manager: EntityManager): Standing {
    const standing = this.standings.get(manager) ?? {};
    this.standings.set(manager, standing);
    return standing;
  }

  private async readCalendar(manager: EntityManager): Promise<BusinessCalendar> {
    const rows: { year: number; version: number }[] = await manager.query(
      'select year, version from app.calendar_year order by year',
    );
    const stamp = rows.map((row) => `${row.year}.${row.version}`).join(' ');
    if (this.calendar?.stamp !== stamp) {
      const years: { definition: CalendarYear }[] = await manager.query('select definition from app.calendar_year');
      this.calendar = { stamp, calendar: new BusinessCalendar(years.map((row) => row.definition)) };
    }
    return this.calendar.calendar;
  }

  private async readNewest(manager: EntityManager): Promise<ReadonlyMap<string, Version>> {
    const rows: (Version & { kind: string })[] = await manager.query(
      `select distinct on (kind) kind, id, version from app.escalation_policy
       order by kind, published_at desc, version desc`,
    );
    return new Map(rows.map((row) => [row.kind, row]));
  }
}
