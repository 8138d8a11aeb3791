/**
 * Every processor's worker. Retries are decided by the delivery ledger, not here; a job that stalls is one whose process died,
 * and the lease of its deliveries brings them back in any case. `name` is the route.
 */
export const WORKER_OPTIONS = {
  concurrency: 2,
  lockDuration: 60_000,
  stalledInterval: 15_000,
  maxStalledCount: 5,
  drainDelay: 5,
} as const;
