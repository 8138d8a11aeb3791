import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { RepeatedTask } from '#platform/repeated-task.js';

/** One kind of work that falls due by app.now(). */
export interface DueTask {
  /** A scalar SQL expression whose answer tells `nextAt` what it needs to know; asked together with those of the others. */
  readonly question: string;
  /** When the next piece falls due, now or earlier when one is due already; undefined when none is planned. */
  nextAt(answer: unknown, now: Date): Date | undefined;
  /** Does all that is due now; answers how much that was. */
  run(): Promise<number>;
}

/** Not by app.deliveries_quiet(), which looks a moment later than the statement that calls it. */
const QUIET = `(not exists (select from app.delivery where state = 'open')
  and not exists (select from app.delivery where state = 'carried'))`;

export interface DueLook {
  /** True when no delivery was open or under way at that moment. */
  readonly isQuiet: boolean;
  readonly due: readonly DueTask[];
  readonly next: Date | undefined;
  /** What falls due then. */
  readonly dueNext: readonly DueTask[];
}

/**
 * All work that time brings: it is looked for in the background from the start of the process to its end, and a rehearsal can
 * live through it in the order in which it falls due.
 */
@Injectable()
export class DueWork implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly tasks: DueTask[] = [];
  private readonly background: RepeatedTask[] = [];

  /** Answers the background in which the task takes its turns; a turn is `run` unless another is named. */
  add(task: DueTask, everyMilliseconds: number, turn: () => Promise<unknown> = () => task.run()): RepeatedTask {
    this.tasks.push(task);
    return this.inBackground(task.constructor.name, turn, everyMilliseconds);
  }

  /** Work that takes its turns in the background alone: no rehearsal waits for it or stops at it. */
  inBackground(name: string, turn: () => Promise<unknown>, everyMilliseconds: number): RepeatedTask {
    const logger = new Logger(name);
    const repeated = new RepeatedTask(turn, everyMilliseconds, (error) => logger.error(error));
    this.background.push(repeated);
    return repeated;
  }

  onApplicationBootstrap(): void {
    for (const repeated of this.background) repeated.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.background.map((repeated) => repeated.stop()));
  }

  /** What is due by now, and when the next piece falls due after it. One round trip, however many tasks there are. */
  async look(manager: EntityManager): Promise<DueLook> {
    const questions = this.tasks.map(({ question }, at) => `(${question}) as answer_${at}`);
    const [row]: Record<string, unknown>[] = await manager.query(
      [`select app.now() as now, ${QUIET} as quiet`, ...questions].join(', '),
    );
    const now = row?.['now'] as Date;
    const due: DueTask[] = [];
    let next: Date | undefined;
    let dueNext: DueTask[] = [];
    for (const [at, task] of this.tasks.entries()) {
      const moment = task.nextAt(row?.[`answer_${at}`], now);
      if (!moment) continue;
      if (moment <= now) due.push(task);
      else if (!next || moment < next) [next, dueNext] = [moment, [task]];
      else if (moment.getTime() === next.getTime()) dueNext.push(task);
    }
    return { isQuiet: row?.['quiet'] === true, due, next, dueNext };
  }
}
