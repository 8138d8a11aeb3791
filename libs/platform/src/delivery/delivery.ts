import { type EventType } from '#contracts/routes.js';

/** One promise that one consumer will hear of one event. */
export interface Delivery {
  readonly id: string;
  readonly route: string;
  readonly eventType: EventType;
  readonly subjectId: string;
  readonly refs: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly organisationId: number;
  readonly attempts: number;
  /** app.now() at the moment when a worker took it. */
  readonly takenAt: Date;
}

/** What a job carries: ids of deliveries of one route, never state. */
export interface DeliveryJob {
  readonly deliveries: readonly string[];
}

/**
 * The outcome of work outside of a transaction that somebody else has begun and not finished. Its delivery stays owed: whoever
 * began it may have died, and then it comes back when the lease has lapsed.
 */
export const UNDER_WAY = 'under-way';

/** An error that no repetition mends: its delivery goes to the dead state at once. */
export class UndeliverableError extends Error {
  readonly code: string = 'undeliverable';
}
