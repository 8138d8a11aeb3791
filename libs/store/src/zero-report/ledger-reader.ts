import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { startOfDay, endOfDay } from '#kernel/civil-date.js';
import { type DutyPeriod, previousPeriod } from '#hazards/zero-report/duty-period.js';
import { type Inspection, type LedgerExcerpt, type LedgerNumbers } from '#hazards/zero-report/ledger-numbers.js';
import { ZONE } from '../policies/zone.js';
import { lateFactsOf } from './late-facts.js';

interface NumbersRow extends Omit<LedgerNumbers, 'inspections' | 'majorSources' | 'riskPoints'> {
  readonly suspected: number;
  readonly hazards: number;
  readonly events: number;
  readonly digest: string;
  readonly now: Date;
  readonly days: Inspection[];
}

const NUMBERS = `
  with h as (
    select * from app.hazard where organisation_id = $1
  ), q as (
    select * from h where discovered_at >= $2 and discovered_at < $3 and status <> 'rejected'
  ), days as (
    select date, coalesce(array_agg(distinct name order by name) filter (where name is not null), '{}') as people from (
      select to_char(q.discovered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as date, p.name
      from q left join app.person_name(q.reported_by) p on true where q.source in ('self-check', 'inspection', 'special-campaign')
      union all
      select to_char(i.inspected_on, 'YYYY-MM-DD'), unnest(i.people) from app.inspection i
      where i.organisation_id = $1 and i.inspected_on >= ($2::timestamptz at time zone 'Asia/Shanghai')::date
        and i.inspected_on < ($3::timestamptz at time zone 'Asia/Shanghai')::date
    ) rounds group by date
  )
  select app.now() as now,
    (select coalesce(jsonb_agg(jsonb_build_object('date', date, 'people', people) order by date), '[]') from days) as days,
    (select count(*)::int from q where grade = 'major') as "majorsNew",
    (select count(*)::int from h where grade = 'major' and closed_at >= $2 and closed_at < $3) as "majorsClosed",
    (select count(*)::int from h where grade = 'major' and closed_at is null and discovered_at < $3 and status <> 'rejected')
      as "majorsOpen",
    (select count(*)::int from h where grade = 'major' and closed_at is null and supervision is not null and discovered_at < $3)
      as "majorsListed",
    (select count(*)::int from q where grade = 'suspected-major') as suspected,
    (select count(*)::int from q where grade is null or grade = 'general') as "generalsFound",
    (select count(*)::int from q where grade = 'general' and closed_at is not null) as "generalsFixed",
    (select coalesce(sum((convert_from(e.canonical, 'UTF8')::jsonb->>'funds')::float8), 0) from app.event e
       where e.type = 'hazard.rectified' and e.at >= $2 and e.at < $3 and e.stream in (select id from h)) as funds,
    (select count(*)::int from h) as hazards,
    (select coalesce(sum(history_seq), 0)::int from h) as events,
    (select encode(sha256(convert_to(coalesce(string_agg(id || ' ' || history_seq || ' ' || encode(history_hash, 'hex'), chr(10)
       order by id), ''), 'UTF8')), 'hex') from h) as digest`;

/** 台账摘录: what the ledger says of a school and a period, at the position that the excerpt itself states. */
@Injectable()
export class LedgerReader {
  async excerpt(manager: EntityManager, organisationId: number, period: DutyPeriod): Promise<LedgerExcerpt> {
    const [row]: NumbersRow[] = await manager.query(NUMBERS, [
      organisationId,
      startOfDay(period.firstDay, ZONE),
      endOfDay(period.lastDay, ZONE),
    ]);
    if (!row) throw new Error('the ledger gave no answer');
    const survey = await this.surveyOf(manager, period.id, organisationId);
    const previous = await this.answersOf(manager, 'zero-report', previousPeriod('quarter', period).id, organisationId);
    const { now, days, hazards, events, digest, suspected, ...numbers } = row;
    const inspections = withSurvey(days, survey?.answers ?? null);
    return {
      position: { at: now.toISOString(), hazards, events, digest },
      numbers: {
        ...numbers,
        inspections: inspections.length,
        majorSources: Number(survey?.answers?.['majorSources'] ?? previous?.['majorSources'] ?? 0),
        riskPoints: Number(survey?.answers?.['riskPoints'] ?? previous?.['riskPoints'] ?? 0),
      },
      inspections,
      surveyedOn: (survey?.answers?.['surveyedOn'] as string | undefined) ?? null,
      surveyMissing: survey !== undefined && survey.answers === null,
      previous: previous as Partial<LedgerNumbers> | null,
      corrections: await lateFactsOf(manager, organisationId, period.id),
      suspected,
    };
  }

  /** The survey that is owed for the period, with its answers once it is filed; undefined where none is owed. */
  private async surveyOf(
    manager: EntityManager,
    period: string,
    organisationId: number,
  ): Promise<{ answers: Record<string, unknown> | null } | undefined> {
    const [row]: { answers: Record<string, unknown> | null }[] = await manager.query(
      `select case when state in ('filed', 'accepted') then content->'answers' end as answers from app.filing
       where duty_id = 'source-survey' and period = $1 and organisation_id = $2 and state <> 'excused'`,
      [period, organisationId],
    );
    return row;
  }

  /** What a school filed for another duty or period; null when it filed nothing. */
  private async answersOf(
    manager: EntityManager,
    dutyId: string,
    period: string,
    organisationId: number,
  ): Promise<Record<string, unknown> | null> {
    const [row]: { answers: Record<string, unknown> }[] = await manager.query(
      `select content->'answers' as answers from app.filing
       where duty_id = $1 and period = $2 and organisation_id = $3 and state in ('filed', 'accepted')`,
      [dutyId, period, organisationId],
    );
    return row?.answers ?? null;
  }
}

/** The days of inspection in order; a survey is one of them, also when it found nothing. */
function withSurvey(days: readonly Inspection[], survey: Record<string, unknown> | null): Inspection[] {
  const { surveyedOn: date, people: written = '' } = (survey ?? {}) as { surveyedOn?: string; people?: string };
  if (date === undefined) return [...days];
  const people = written.split(/[、，,；;\s]+/).filter(Boolean);
  const same = days.find((day) => day.date === date);
  const merged = { date, people: [...new Set([...(same?.people ?? []), ...people])] };
  return [...days.filter((day) => day !== same), merged].sort((a, b) => (a.date < b.date ? -1 : 1));
}
