import { Injectable, Logger } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type RepeatedTask } from '#platform/repeated-task.js';
import { ClockGuard } from '#store/clock/clock-guard.js';
import { type DueTask, DueWork } from '#store/clock/due-work.js';
import { CycleOpener } from '#store/zero-report/cycle-opener.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { AdmitSurvivors } from './admit-survivors.js';
import { FlagContradictions } from './flag-contradictions.js';
import { RecountCycles } from './recount-cycles.js';

const EVERY_MS = 1_000;
/** How long the next opening is remembered at most. */
const REMEMBERED_MS = 60_000;

/** What tells, in one look, that the next opening may be another than the one remembered. */
const GROUND = 'select app.duty_ground()';

interface Ground {
  readonly waiting: boolean;
  readonly ground: string;
}

/**
 * The clock of the duties: opens each period when its moment comes, or as soon as a process wakes up after it, and says so.
 * Every process runs it; each period is opened by one of them.
 */
@Injectable()
export class QuarterClock implements DueTask {
  readonly question = GROUND;
  private readonly logger = new Logger(QuarterClock.name);
  private readonly background: RepeatedTask;
  private isSeeded = false;
  private known?: { nextAt: Date | undefined; seenAt: number; at: Date; ground: string };

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly opener: CycleOpener,
    private readonly duties: DutyLibrary,
    private readonly contradictions: FlagContradictions,
    private readonly recount: RecountCycles,
    private readonly survivors: AdmitSurvivors,
    private readonly guard: ClockGuard,
    work: DueWork,
  ) {
    this.background = work.add(this, EVERY_MS);
  }

  nextAt(answer: unknown, now: Date): Date | undefined {
    const ground = answer as Ground;
    return ground.waiting || this.isTimeToLook(ground, now) ? now : this.known?.nextAt;
  }

  /** Forgets when the next period opens, and looks at once, because a duty was ordered or published. */
  forget(): void {
    this.known = undefined;
    this.background.wake();
  }

  /** Opens what is due, flags what contradicts a filed zero; answers how much that was. */
  async run(): Promise<number> {
    if (!this.guard.mayClaim) return 0;
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      await this.seed(manager);
      const [row]: { now: Date; ground: Ground }[] = await manager.query(
        `select app.now() as now, (${GROUND}) as ground`,
      );
      if (!row) return 0;
      const { now, ground } = row;
      const flagged = ground.waiting ? await this.contradictions.run(manager) : 0;
      if (!this.isTimeToLook(ground, now)) return flagged;
      const opened = await this.open(manager, ground, now);
      const admitted = await this.survivors.run(manager);
      return flagged + opened + admitted + (await this.recount.run(manager, now));
    });
  }

  private async open(manager: EntityManager, { ground }: Ground, now: Date): Promise<number> {
    const { opened, nextAt } = await this.opener.run(manager, now);
    this.known = { nextAt, seenAt: performance.now(), at: now, ground };
    for (const cycle of opened) {
      const line = { kind: cycle.late ? 'opened-late' : 'opened', ...cycle };
      if (cycle.late) this.logger.warn(line, 'a period was opened after its moment');
      else this.logger.log(line);
    }
    return opened.length;
  }

  private isTimeToLook({ ground }: Ground, now: Date): boolean {
    const { known } = this;
    // A clock that was set back, as at the beginning of a rehearsal, knows nothing of what is to come.
    if (!known || known.ground !== ground || known.at > now) return true;
    if (performance.now() - known.seenAt > REMEMBERED_MS) return true;
    return known.nextAt !== undefined && known.nextAt.getTime() <= now.getTime();
  }

  private async seed(manager: EntityManager): Promise<void> {
    if (this.isSeeded) return;
    await this.duties.seed(manager);
    this.isSeeded = true;
  }
}
