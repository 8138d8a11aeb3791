import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/** One kind of work that falls due by app.now(). */
export interface DueTask {
  /** When the next piece falls due; undefined when none is planned. */
  nextAt(manager: EntityManager): Promise<Date | undefined>;
  /** Does all that is due now; answers how much that was. */
  run(): Promise<number>;
}

/** All work that time brings, so that a rehearsal can live through it in the order in which it falls due. */
@Injectable()
export class DueWork {
  private readonly tasks: DueTask[] = [];

  add(task: DueTask): void {
    this.tasks.push(task);
  }

  async nextAt(manager: EntityManager): Promise<Date | undefined> {
    const moments: Date[] = [];
    for (const task of this.tasks) {
      const at = await task.nextAt(manager);
      if (at) moments.push(at);
    }
    return moments.sort((a, b) => a.getTime() - b.getTime())[0];
  }

  async run(): Promise<number> {
    let done = 0;
    for (const task of this.tasks) done += await task.run();
    return done;
  }
}
