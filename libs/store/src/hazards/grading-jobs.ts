import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type JsonObject } from '#hazards/lifecycle/hazard.js';
import { fromRow } from '../row-mapping.js';

export type GradingJobKind = 'replay' | 'regrade';

/** Work over many hazards, page by page; a page that was committed is never done again. */
export interface GradingJob {
  readonly id: string;
  readonly kind: GradingJobKind;
  readonly rulePack: string;
  readonly organisationId: number;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly asked: JsonObject;
  readonly dueAt: Date;
  readonly total: number | null;
  readonly done: number;
  /** Where the next page begins. */
  readonly place: JsonObject | null;
  readonly report: JsonObject | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export interface NewJob {
  readonly kind: GradingJobKind;
  readonly rulePack: string;
  readonly organisationId: number;
  readonly asked: JsonObject;
  readonly dueAt: Date;
  readonly requestedBy: string | null;
}

/** What one page leaves behind. */
export interface PageDone {
  readonly place: JsonObject | null;
  readonly done: number;
  readonly total: number | null;
  readonly report: JsonObject | null;
  readonly isLast: boolean;
}

@Injectable()
export class GradingJobs {
  async add(manager: EntityManager, job: NewJob): Promise<string> {
    const id = newId();
    await manager.query(
      `insert into app.grading_job (id, kind, rule_pack, organisation_id, asked, due_at, requested_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, app.now())`,
      [id, job.kind, job.rulePack, job.organisationId, JSON.stringify(job.asked), job.dueAt, job.requestedBy],
    );
    return id;
  }

  async find(manager: EntityManager, id: string): Promise<GradingJob | undefined> {
    const rows: Record<string, unknown>[] = await manager.query('select * from app.grading_job where id = $1', [id]);
    return rows[0] && fromRow<GradingJob>(rows[0]);
  }

  /** The job that is due first and that nobody is at; locked until the unit of work ends. */
  async take(manager: EntityManager): Promise<GradingJob | undefined> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select * from app.grading_job where status in ('waiting', 'running') and due_at <= app.now()
       order by due_at, id limit 1 for update skip locked`,
    );
    return rows[0] && fromRow<GradingJob>(rows[0]);
  }

  async save(manager: EntityManager, id: string, page: PageDone): Promise<void> {
    await manager.query(
      `update app.grading_job set status = case when $6 then 'done' else 'running' end, place = $2, done = $3, total = $4,
         report = $5, ended_at = case when $6 then app.now() end where id = $1`,
      [
        id,
        page.place && JSON.stringify(page.place),
        page.done,
        page.total,
        page.report && JSON.stringify(page.report),
        page.isLast,
      ],
    );
  }

  async fail(manager: EntityManager, id: string, error: string): Promise<void> {
    await manager.query(
      `update app.grading_job set status = 'failed', error = $2, ended_at = app.now() where id = $1 and status <> 'done'`,
      [id, error],
    );
  }
}
