import { AsyncResource } from 'node:async_hooks';

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly done: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Gathers the calls that come while others are under way and hands them on together, because on a busy service round trips cost
 * more than the work they carry. A call that comes alone is handed on at once. `work` answers one entry per ask, in order; when
 * it fails, each of several asks is tried alone, so that one that cannot be done does not fail the others.
 */
export class Gather<Ask, Answer> {
  private readonly waiting: Waiting<Ask, Answer>[] = [];
  /** The work of several callers runs in the context of none of them: neither in one's transaction nor under one's name. */
  private readonly outside = new AsyncResource('Gather');
  private underWay = 0;

  constructor(
    private readonly work: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
    private readonly most: { readonly underWay: number; readonly together: number },
  ) {}

  run(ask: Ask): Promise<Answer> {
    return new Promise((done, failed) => {
      this.waiting.push({ ask, done, failed });
      // After the other events of this turn, so that calls that came with them go together.
      if (this.waiting.length === 1) setImmediate(() => this.outside.runInAsyncScope(() => this.start()));
    });
  }

  private start(): void {
    while (this.waiting.length > 0 && this.underWay < this.most.underWay) {
      const batch = this.waiting.splice(0, this.most.together);
      this.underWay += 1;
      void this.attempt(batch).finally(() => {
        this.underWay -= 1;
        this.start();
      });
    }
  }

  private async attempt(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(batch.map(({ ask }) => ask));
      for (const [at, { done }] of batch.entries()) done(answers[at] as Answer);
    } catch (error) {
      if (batch.length === 1) for (const { failed } of batch) failed(error);
      else for (const one of batch) await this.attempt([one]);
    }
  }
}
