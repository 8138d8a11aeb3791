import { Injectable } from '@nestjs/common';
import { queuesFor } from '#contracts/routes.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { failpoint } from '#platform/failpoint.js';
import { Metrics } from '#platform/observability/metrics.js';
import { type RepeatedTask } from '#platform/repeated-task.js';
import { ClockGuard } from '#store/clock/clock-guard.js';
import { type DueTask, DueWork } from '#store/clock/due-work.js';

const MOST_AT_ONCE = 500;
const EVERY_MS = 500;

interface TakenStep {
  obligation_id: string;
  step_id: string;
  fell_due_at: Date;
  taken_at: Date;
}

/**
 * The one sweep over everything that is owed. Every process of this stage runs it, with no leader: each step is claimed by one
 * of them. A deadline is a column, so a sweep costs what is due, not what is open.
 */
@Injectable()
export class SweepDueSteps implements DueTask {
  readonly question = `select min(next_step_at) from app.obligation where status = 'open' and next_step_at is not null`;
  private readonly routes = queuesFor('obligation.escalated');
  private readonly background: RepeatedTask;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly wake: RelayWake,
    private readonly guard: ClockGuard,
    private readonly metrics: Metrics,
    work: DueWork,
  ) {
    this.background = work.add(this, EVERY_MS, () => this.catchUp());
  }

  /** Takes of each obligation the first step that is due now, in the order in which they fell due; answers how many. */
  async run(): Promise<number> {
    let taken = 0;
    while (this.guard.mayClaim && !this.background.isStopping) {
      const steps = await this.takeSome();
      taken += steps;
      if (steps < MOST_AT_ONCE) break;
    }
    return taken;
  }

  /** Until nothing is due: after a long stop an obligation may be behind by several steps. */
  private async catchUp(): Promise<void> {
    while ((await this.run()) > 0);
  }

  nextAt(answer: unknown): Date | undefined {
    return (answer as Date | null) ?? undefined;
  }

  private async takeSome(): Promise<number> {
    const steps = await this.transactions.run(WHOLE_WORLD, async (manager) => {
      const rows: TakenStep[] = await manager.query('select * from app.take_due_steps($1, $2)', [
        MOST_AT_ONCE,
        this.routes,
      ]);
      if (rows.length === 0) return rows;
      this.wake.afterCommit();
      failpoint('sweep.before-commit');
      return rows;
    });
    for (const step of steps) this.metrics.stepLate((step.taken_at.getTime() - step.fell_due_at.getTime()) / 1_000);
    return steps.length;
  }
}
