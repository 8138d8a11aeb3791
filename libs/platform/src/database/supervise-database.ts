import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds before each attempt. The processes of a server that was killed may hold its data until their statement ends. */
const PAUSES = [250, 500, 1_000, 2_000, 4_000, 8_000];
/** A server that comes back only to die again has something that no restart mends. */
const MOST_RESTARTS = 5;
const WITHIN_MILLISECONDS = 10 * 60_000;

/** A server of our own that may end by itself. */
export interface Supervised {
  lost(): Promise<string>;
  relaunch(): Promise<void>;
  /** False once it is being stopped on purpose. */
  readonly isWanted: boolean;
}

export interface SupervisionReport {
  lost(how: string): void;
  back(attempts: number): void;
  /** Nothing more is tried. */
  gone(error: Error): void;
}

interface Time {
  readonly pause: (milliseconds: number) => Promise<unknown>;
  readonly elapsed: () => number;
}

/** Brings the server back each time it dies, a bounded number of times; ends when it is stopped or given up. */
export async function superviseDatabase(
  server: Supervised,
  report: SupervisionReport,
  time: Time = { pause: sleep, elapsed: () => performance.now() },
): Promise<void> {
  let restarts: number[] = [];
  for (;;) {
    const how = await server.lost();
    report.lost(how);
    restarts = [...restarts, time.elapsed()].filter((at) => at > time.elapsed() - WITHIN_MILLISECONDS);
    if (restarts.length > MOST_RESTARTS) {
      return report.gone(new Error(`the server died ${restarts.length} times within ten minutes, last by ${how}`));
    }
    const outcome = await bringBack(server, time.pause);
    if (!server.isWanted) return;
    if (outcome instanceof Error) return report.gone(outcome);
    report.back(outcome);
  }
}

/** The number of attempts that it took, or why the last of them failed. */
async function bringBack(server: Supervised, pause: Time['pause']): Promise<number | Error> {
  let failure = new Error('the server was not started');
  for (const [before, milliseconds] of PAUSES.entries()) {
    await pause(milliseconds);
    if (!server.isWanted) break;
    try {
      await server.relaunch();
      return before + 1;
    } catch (error) {
      failure = error as Error;
    }
  }
  return failure;
}
