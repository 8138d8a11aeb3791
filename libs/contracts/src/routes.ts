import {
  HazardAssignedV1,
  HazardClosedV1,
  HazardGradedV1,
  HazardRectifiedV1,
  HazardReopenedV1,
  HazardReportedV1,
  HazardSuspectedV1,
} from './hazard-events.v1.js';
import { AlertRaisedV1, ObligationEscalatedV1 } from './obligation-events.v1.js';

/** The one table of who tells whom what. Each row is a queue with a processor of its own. */
export const ROUTES = [
  { event: HazardReportedV1, consumer: 'grading' },
  { event: HazardGradedV1, consumer: 'assignment' },
  { event: HazardSuspectedV1, consumer: 'escalation' },
  { event: HazardAssignedV1, consumer: 'escalation' },
  { event: HazardRectifiedV1, consumer: 'escalation' },
  { event: HazardClosedV1, consumer: 'grading' },
  { event: HazardClosedV1, consumer: 'escalation' },
  { event: HazardReopenedV1, consumer: 'assignment' },
  { event: HazardReopenedV1, consumer: 'grading' },
  { event: ObligationEscalatedV1, consumer: 'notification' },
  { event: AlertRaisedV1, consumer: 'notification' },
] as const;

export type Route = (typeof ROUTES)[number];
export type RoutedEvent = Route['event'];
export type EventType = RoutedEvent['type'];
export type Stage = Route['consumer'];

type ConsumerOf<E extends RoutedEvent> = Extract<Route, { event: { type: E['type'] } }>['consumer'];

/** The queue of one route; a pair that the table lacks does not compile. Dots, because queue backends reserve the colon. */
export function route<E extends RoutedEvent>(event: E, consumer: ConsumerOf<E>): string {
  return queueOf(event.type, consumer);
}

/** Every queue that an event of this type is carried to. */
export function queuesFor(type: EventType): string[] {
  return ROUTES.filter((row) => row.event.type === type).map((row) => queueOf(row.event.type, row.consumer));
}

export const ALL_QUEUES: readonly string[] = ROUTES.map((row) => queueOf(row.event.type, row.consumer));

export function queueOf(type: EventType, consumer: Stage): string {
  return `${type}.${consumer}`;
}
