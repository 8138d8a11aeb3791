import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type GradingJob, type PageDone } from '#store/hazards/grading-jobs.js';
import { GradeHazards } from '../grade-hazards.js';

const PAGE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** One page of open hazards under rules that were published since: raised where these are stricter, never lowered. */
@Injectable()
export class RegradePage {
  constructor(private readonly gradeHazards: GradeHazards) {}

  async run(manager: EntityManager, job: GradingJob): Promise<PageDone> {
    const total = job.total ?? (await this.count(manager, job.organisationId));
    const after = (job.place?.['after'] as string | undefined) ?? FIRST;
    const rows: { id: string }[] = await manager.query(
      `select id from app.hazard where closed_at is null and grade is not null and path @> array[$1::int] and id > $2
       order by id limit $3`,
      [job.organisationId, after, PAGE],
    );
    const outcomes = await this.gradeHazards.regradeForRules(
      manager,
      rows.map(({ id }) => id),
    );
    const counts: Record<string, number> = { ...(job.report as Record<string, number> | null) };
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    const last = rows.at(-1)?.id ?? after;
    return { place: { after: last }, done: job.done + rows.length, total, report: counts, isLast: rows.length < PAGE };
  }

  private async count(manager: EntityManager, organisationId: number): Promise<number> {
    const [row]: { n: number }[] = await manager.query(
      'select count(*)::int as n from app.hazard where closed_at is null and grade is not null and path @> array[$1::int]',
      [organisationId],
    );
    return row?.n ?? 0;
  }
}
