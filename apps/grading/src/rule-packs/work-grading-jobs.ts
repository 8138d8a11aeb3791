import { Injectable, Logger } from '@nestjs/common';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type RepeatedTask } from '#platform/repeated-task.js';
import { ClockGuard } from '#store/clock/clock-guard.js';
import { type DueTask, DueWork } from '#store/clock/due-work.js';
import { type GradingJob, GradingJobs } from '#store/hazards/grading-jobs.js';
import { RegradePage } from './regrade-page.js';
import { ReplayPage } from './replay-page.js';

const EVERY_MS = 500;

/**
 * Works off replays and regradings, a page in each unit of work. Every process of this stage does so, with no leader: a page is
 * locked by whoever is at it, and one that a process did not finish is done again from where the last one ended.
 */
@Injectable()
export class WorkGradingJobs implements DueTask {
  readonly question = `select min(due_at) from app.grading_job where status in ('waiting', 'running')`;
  private readonly logger = new Logger(WorkGradingJobs.name);
  private readonly background: RepeatedTask;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly jobs: GradingJobs,
    private readonly replayPage: ReplayPage,
    private readonly regradePage: RegradePage,
    private readonly guard: ClockGuard,
    work: DueWork,
  ) {
    this.background = work.add(this, EVERY_MS, () => this.work());
  }

  /** Works off every page that is due now, after those that are under way; answers how many. */
  async run(): Promise<number> {
    await this.background.settle();
    return this.work();
  }

  private async work(): Promise<number> {
    let pages = 0;
    while (this.guard.mayClaim && !this.background.isStopping && (await this.page())) pages += 1;
    return pages;
  }

  nextAt(answer: unknown): Date | undefined {
    return (answer as Date | null) ?? undefined;
  }

  private async page(): Promise<boolean> {
    let taken: GradingJob | undefined;
    try {
      return await this.transactions.run(WHOLE_WORLD, async (manager) => {
        const job = (taken = await this.jobs.take(manager));
        if (!job) return false;
        const page = job.kind === 'replay' ? this.replayPage : this.regradePage;
        await this.jobs.save(manager, job.id, await page.run(manager, job));
        return true;
      });
    } catch (error) {
      // A job that cannot go on says so, and a person can ask for it again; the others go on without it.
      if (!taken) throw error;
      const { id } = taken;
      this.logger.error({ kind: 'job-failed', job: id, rulePack: taken.rulePack, err: error as Error });
      await this.transactions.run(WHOLE_WORLD, (manager) => this.jobs.fail(manager, id, String(error)));
      return true;
    }
  }
}
