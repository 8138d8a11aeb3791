import { AsyncResource } from 'node:async_hooks';

/**
 * Work that a process does again and again in the background, a pause after each time it has ended, so that a slow turn never
 * meets the next. A turn that fails is reported, and the next one comes all the same.
 */
export class RepeatedTask {
  /** A turn belongs to nobody: neither to the transaction nor to the request in which somebody woke it. */
  private readonly outside = new AsyncResource('RepeatedTask');
  private timer?: NodeJS.Timeout;
  private underWay?: Promise<void>;
  private isWoken = false;
  private stopping = false;

  constructor(
    private readonly turn: () => Promise<unknown>,
    private readonly pauseMilliseconds: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** True once it is about to end: a turn that works in a loop should not begin another round. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Begins with a pause. */
  start(): void {
    this.timer = setTimeout(() => this.begin(), this.pauseMilliseconds);
    // Waiting alone does not keep a process alive.
    this.timer.unref();
  }

  /** Takes a turn now, or right after the one under way, which may have looked too early. */
  wake(): void {
    if (this.underWay) this.isWoken = true;
    else this.begin();
  }

  /** Waits for the turn under way; it never rejects. */
  async settle(): Promise<void> {
    await this.underWay;
  }

  /** Begins nothing more, and waits for the turn under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.underWay;
  }

  private begin(): void {
    if (this.stopping) return;
    clearTimeout(this.timer);
    this.underWay = this.outside.runInAsyncScope(() => this.take());
  }

  private async take(): Promise<void> {
    this.isWoken = false;
    await this.turn().catch(this.failed);
    this.underWay = undefined;
    if (this.isWoken) this.begin();
    else if (!this.stopping) this.start();
  }
}
