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
}

/** What a job carries: ids of deliveries of one route, never state. */
export interface DeliveryJob {
  readonly deliveries: readonly string[];
}

/** An error that no repetition mends: its delivery goes to the dead state at once. */
export class UndeliverableError extends Error {
  readonly code: string = 'undeliverable';
}
