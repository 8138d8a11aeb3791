import { AsyncLocalStorage } from 'node:async_hooks';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { newId } from '#kernel/ids.js';
import { type Actor } from './access.js';
import { type IdempotencyParts } from './idempotency.js';

/** What the code below a request or a job may want to know about it without being handed it. */
export interface RequestContext {
  readonly requestId: string;
  /** The event whose delivery a worker handles. */
  readonly eventId?: string;
  /** The request at the beginning of what is handled, by the subject of its delivery: a batch has many. */
  readonly requestIds?: ReadonlyMap<string, string>;
  /** Who asks; undefined for anonymous requests and before sign-in was checked. */
  actor?: Actor;
  /** The HTTP exchange itself, for decorators of handlers; jobs have none. */
  readonly exchange?: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly idempotency: () => IdempotencyParts;
  };
}

const running = new AsyncLocalStorage<RequestContext>();
/** Anything else might be an attempt to write into a log or a header. */
const ACCEPTABLE_ID = /^[\w.:-]{8,64}$/;

/** The context of the running request or job; undefined outside of both. */
export const currentContext = (): RequestContext | undefined => running.getStore();

/** The request at the beginning of what happens to a subject now; null where nobody asked, as when a deadline passes. */
export function requestIdFor(subjectId: string): string | null {
  const context = running.getStore();
  return context?.requestIds ? (context.requestIds.get(subjectId) ?? null) : (context?.requestId ?? null);
}

/** The organisations whose subtrees the running request may see; none without an actor. */
export const currentScope = (): readonly number[] => running.getStore()?.actor?.scope ?? [];

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return running.run(context, work);
}

/** The caller's X-Request-Id when it is 8 to 64 harmless characters, otherwise a new id. */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && ACCEPTABLE_ID.test(header) ? header : newId();
}
