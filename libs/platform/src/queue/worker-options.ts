/**
 * Every processor's worker. Retries are decided by the delivery ledger, not here; a job that stalls is one whose process died,
 * and the lease of its deliveries brings them back in any case. `name` is the route. One job at a time: it carries a batch, and a
 * worker that may have two asks the queue for a second one after each first.
 */
export const WORKER_OPTIONS = {
  concurrency: 1,
  lockDuration: 60_000,
  stalledInterval: 15_000,
  maxStalledCount: 5,
  drainDelay: 5,
} as const;
