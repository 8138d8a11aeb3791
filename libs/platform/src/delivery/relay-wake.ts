import { Injectable } from '@nestjs/common';
import { Client } from 'pg';

const CHANNEL = 'tocsin_relay';
const GATHER_MS = 4;

/**
 * Wakes the relays of all processes after a commit. The NOTIFY is sent by a connection of its own and gathers the commits of a
 * few milliseconds, because a NOTIFY inside the transactions themselves would make their commits queue behind one lock.
 * It may be lost: the relay's poll finds what it missed.
 */
@Injectable()
export class RelayWake {
  private readonly listeners = new Set<() => void>();
  private client?: Client;
  private pending?: NodeJS.Timeout;
  private next?: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly afterCommitOf: (task: () => void) => void,
  ) {}

  /** Registers what to do when deliveries may be open; answers how to stop that. */
  onWake(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** To be called inside the transaction that promised something. */
  afterCommit(): void {
    this.afterCommitOf(() => this.now());
  }

  /** True for a few milliseconds after a call: what was promised then cannot have been handled yet. */
  get isFresh(): boolean {
    return this.pending !== undefined;
  }

  /** Wakes everybody soon. */
  now(): void {
    for (const listener of this.listeners) listener();
    this.pending ??= setTimeout(() => void this.notify(), GATHER_MS);
  }

  /** One at a time: what comes while one is under way goes with the next. A lost one is made good by the relays' poll. */
  private async notify(): Promise<void> {
    await this.client?.query(`notify ${CHANNEL}`).catch(() => undefined);
    this.pending = undefined;
  }

  async listen(): Promise<void> {
    if (this.closed) return;
    const client = new Client({ connectionString: this.url, keepAlive: true, application_name: 'tocsin relay wake' });
    client.on('notification', ({ processId }) => {
      // Our own call comes back to us too; the relay of this process was woken before it was sent.
      if (processId !== (client as unknown as { processID: number }).processID)
        for (const listener of this.listeners) listener();
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.client = client;
    } catch {
      this.reconnect(client);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.pending);
    clearTimeout(this.next);
    await this.client?.end();
  }

  /** A connection that breaks says so twice, by its error and by its end: one new one takes its place. */
  private reconnect(client: Client): void {
    if (this.closed || this.next || (this.client && this.client !== client)) return;
    this.client = undefined;
    this.next = setTimeout(() => {
      this.next = undefined;
      void this.listen();
    }, 1_000).unref();
  }
}
