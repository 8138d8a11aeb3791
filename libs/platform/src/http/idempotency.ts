import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { rawBodyOf } from './body-hygiene.js';
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import { problemFrom, type ProblemMapper } from './problem-from.js';
import { currentContext, type RequestContext } from './request-context.js';

/** One use of a key: the same actor, endpoint and key must always mean the same request. */
export interface IdempotencyClaim {
  /** The person's id, or 'anonymous'. */
  readonly actor: string;
  /** Method and pattern of the route, such as `POST /v1/hazards`. */
  readonly route: string;
  readonly key: string;
  /** SHA-256, in hexadecimal, of the address and the body. */
  readonly bodyHash: string;
}

/** An answer as it is kept for repetition. */
export interface StoredResponse {
  readonly status: number;
  /** Only the fields that belong to the answer itself: Location, ETag, Link and the media type. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type IdempotentRun =
  | { readonly kind: 'first' | 'replay'; readonly response: StoredResponse }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'in-flight'; readonly retryAfterSeconds?: number };

/** Port: the memory of idempotency keys. */
export abstract class IdempotencyStore {
  /**
   * Runs `work` unless the key was used: then it answers as before. Effect and answer are stored together or not at all, also
   * when the process dies; what `work` throws undoes its effect and passes through. Decides atomically between concurrent
   * requests.
   */
  abstract once(claim: IdempotencyClaim, work: () => Promise<StoredResponse>): Promise<IdempotentRun>;

  /** Stores the refusal of an operation whose effect was undone. */
  abstract keep(claim: IdempotencyClaim, response: StoredResponse): Promise<void>;
}

/** What a service lends to its idempotent endpoints, through the context of each request. */
export interface IdempotencyParts {
  readonly store: IdempotencyStore | undefined;
  readonly problems: readonly ProblemMapper[];
}

export interface IdempotentOptions {
  /** Without the header: 400 instead of an operation that may run twice. */
  readonly required?: boolean;
}

export const IDEMPOTENT = Symbol('idempotent');
const KEPT_HEADERS = ['content-type', 'etag', 'link', 'location'];

type Handler = (...args: unknown[]) => unknown;

/**
 * The endpoint honours `Idempotency-Key`: a repeated request gets the first answer again, and its effect happens once. It wraps the
 * handler, so that a request which guards or validation refuse does not use up its key; an interceptor would start before
 * validation and would cost requests without a key as much as those with one.
 */
export function Idempotent(options: IdempotentOptions = {}): MethodDecorator {
  return (_target, name, descriptor) => {
    const original = descriptor.value as Handler;
    const wrapped: Handler = function (this: unknown, ...args: unknown[]) {
      return once(options, () => original.apply(this, args));
    };
    Object.defineProperty(wrapped, 'name', { value: name });
    for (const key of Reflect.getMetadataKeys(original) as unknown[]) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, original), wrapped);
    }
    Reflect.defineMetadata(IDEMPOTENT, options, wrapped);
    (descriptor as PropertyDescriptor).value = wrapped;
  };
}

/** The key of a request; undefined when there is none. Throws for a header that cannot be a key. */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  const message = 'must be one value of 1 to 255 visible ASCII characters without spaces, such as a UUID';
  throw Problem.validation([{ parameter: 'Idempotency-Key', message }]);
}

function once({ required = false }: IdempotentOptions, handle: () => unknown): unknown {
  const context = currentContext();
  // Called from code instead of by a request.
  if (!context?.exchange) return handle();
  const key = idempotencyKeyOf(context.exchange.request.headers['idempotency-key']);
  if (key !== undefined) return runOnce(context, context.exchange, key, handle);
  if (!required) return handle();
  const message = 'must be sent, such as a new UUID; it is missing';
  throw Problem.validation([{ parameter: 'Idempotency-Key', message }]);
}

type Exchange = NonNullable<RequestContext['exchange']>;

async function runOnce(
  context: RequestContext,
  exchange: Exchange,
  key: string,
  handle: () => unknown,
): Promise<unknown> {
  const { request, reply, idempotency } = exchange;
  const { store, problems } = idempotency();
  if (!store) throw new Error('an endpoint is idempotent, but no IdempotencyStore is provided');
  const claim = claimOf(context, request, key);
  let body: unknown;
  const work = async (): Promise<StoredResponse> => {
    body = await handle();
    return { status: reply.statusCode, headers: keptHeaders(reply), body };
  };
  const run = await store.once(claim, work).catch(async (error: unknown) => {
    const problem = problemFrom(error, problems);
    if (isLasting(problem)) await store.keep(claim, responseOf(problem, request.id));
    throw error;
  });
  switch (run.kind) {
    case 'mismatch':
      throw Problem.idempotencyMismatch();
    case 'in-flight':
      throw Problem.inFlight(run.retryAfterSeconds);
    case 'replay':
      return repeat(run.response, reply);
    case 'first':
      return body;
  }
}

/** True for refusals by the operation itself. What could not be read may be corrected; 429 and 5xx ask for another try. */
function isLasting({ status }: Problem): boolean {
  return status > 400 && status < 500 && status !== 429;
}

function claimOf(context: RequestContext, request: FastifyRequest, key: string): IdempotencyClaim {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  const body = rawBodyOf(request);
  if (body) hash.update(body);
  return {
    actor: context.actor?.personId ?? 'anonymous',
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    key,
    bodyHash: hash.digest('hex'),
  };
}

function repeat({ status, headers, body }: StoredResponse, reply: FastifyReply): unknown {
  void reply
    .code(status)
    .headers({ ...headers })
    .header('Idempotency-Replayed', 'true');
  // Fastify would add a charset that problem documents do not have.
  if (headers['content-type'] === PROBLEM_MEDIA_TYPE)
    void reply.serializer((payload: unknown) => JSON.stringify(payload));
  return body;
}

function responseOf(problem: Problem, requestId: string): StoredResponse {
  const headers = { ...problem.headers, 'content-type': PROBLEM_MEDIA_TYPE };
  return { status: problem.status, headers, body: problem.body(requestId) };
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) kept[name] = String(value);
  }
  return kept;
}
