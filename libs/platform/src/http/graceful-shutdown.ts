import { setTimeout as pause } from 'node:timers/promises';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';
import { type Health } from '../observability/health.js';

/** Milliseconds that requests under way get to finish. */
const LONGEST_DRAIN = 20_000;

export interface ShutdownParts {
  readonly health: Health;
  readonly logger: Logger;
  /** Milliseconds between "not ready" and the end of accepting. */
  readonly delay: number;
}

/** Not ready, then no new connections, then requests under way finish, and only then the providers end. */
export async function closeGracefully(
  app: NestFastifyApplication,
  { health, logger, delay }: ShutdownParts,
): Promise<void> {
  if (!health.ending) {
    health.end();
    logger.info('ending: no longer ready');
    if (delay > 0) await pause(delay);
    // Nest destroys its providers before it closes the server, which would pull the database from under running requests.
    await drain(app, logger);
  }
  await app.close();
}

async function drain(app: NestFastifyApplication, logger: Logger): Promise<void> {
  const server = app.getHttpServer();
  if (!server.listening) return;
  const ended = new Promise<true>((resolve) => server.close(() => resolve(true)));
  // An answer that began before the end keeps its connection open, and an idle one would hold up everything.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const limit = new AbortController();
  const inTime = await Promise.race([ended, pause(LONGEST_DRAIN, false, { signal: limit.signal })]);
  limit.abort();
  clearInterval(sweep);
  if (inTime) return;
  logger.warn('requests under way were cut off');
  server.closeAllConnections();
  await ended;
}

/** Ends on SIGTERM and SIGINT; a second signal ends at once. */
export function endOnSignals(close: () => Promise<void>, logger: Logger): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) process.exit(1);
    isEnding = true;
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'could not end cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
