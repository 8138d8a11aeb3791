import { type GradingJob } from '#store/hazards/grading-jobs.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { type ReplayChange } from '#store/hazards/replay-reader.js';
import { type AskedReplay, type StoredReport } from './replay-page.js';

/** A replay as the outside sees it: how far it is, and once it is done its sum and the changes page by page. */
export interface ReplayView {
  readonly id: string;
  readonly rulePack: string;
  readonly status: string;
  /** 0 to 100, whole. */
  readonly percent: number;
  readonly hazards: number;
  readonly of: number | null;
  readonly from: string;
  /** The first instant that is not looked at. */
  readonly to: string;
  readonly under: string;
  readonly rulesOf: string;
  readonly error: string | null;
  readonly report: StoredReport | null;
  readonly changes: readonly ReplayChange[];
  readonly next: string | null;
}

export function replayViewOf(job: GradingJob, changes: readonly ReplayChange[], next: string | null): ReplayView {
  const asked = job.asked as unknown as AskedReplay;
  return {
    id: job.id,
    rulePack: job.rulePack,
    status: job.status,
    percent: percentOf(job),
    hazards: job.done,
    of: job.total,
    from: isoAt(new Date(asked.from)),
    to: isoAt(new Date(asked.to)),
    under: asked.under,
    rulesOf: asked.day,
    error: job.error,
    report: job.report as unknown as StoredReport | null,
    changes,
    next,
  };
}

/** 100 only when it is done: the last page may still be under way. */
export function percentOf({ status, done, total }: Pick<GradingJob, 'status' | 'done' | 'total'>): number {
  if (status === 'done') return 100;
  return total ? Math.min(99, Math.floor((done / total) * 100)) : 0;
}
