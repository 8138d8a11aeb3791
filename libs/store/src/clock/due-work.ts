import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

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
}

/** All work that time brings, so that a rehearsal can live through it in the order in which it falls due. */
@Injectable()
export class DueWork {
  private readonly tasks: DueTask[] = [];

  add(task: DueTask): void {
    this.tasks.push(task);
  }

  /** What is due by now, and when the next piece falls due after it. One round trip, however many tasks there are. */
  async look(manager: EntityManager): Promise<DueLook> {
    const questions = this.tasks.map(({ question }, at) => `(${question}) as answer_${at}`);
    const [row]: Record<string, unknown>[] = await manager.query([`select app.now() as now, ${QUIET} as quiet`, ...questions].join(', '));
    const now = row?.['now'] as Date;
    const due: DueTask[] = [];
    let next: Date | undefined;
    for (const [at, task] of this.tasks.entries()) {
      const moment = task.nextAt(row?.[`answer_${at}`], now);
      if (!moment) continue;
      if (moment <= now) due.push(task);
      else if (!next || moment < next) next = moment;
    }
    return { isQuiet: row?.['quiet'] === true, due, next };
  }
}
