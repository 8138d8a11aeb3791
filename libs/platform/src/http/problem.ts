/** Kinds of problems of RFC 9457. A type URI is part of the interface: it is never reused for another meaning. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  validation: { status: 400, title: 'The request holds values that are not allowed' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'This account may not do that' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The state of the resource does not allow that' },
  'in-flight': { status: 409, title: 'The same request is still being handled' },
  'precondition-failed': { status: 412, title: 'The resource has changed since it was read' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The body has a type that is not taken here' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key belongs to another request' },
  unprocessable: { status: 422, title: 'The request is understood but cannot be carried out' },
  'precondition-required': { status: 428, title: 'Say which version the change is meant for' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The header fields are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service cannot answer at the moment' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** One value at fault. The pointer (RFC 6901) goes into the body; query and header fields are named by `parameter`. */
export interface FieldError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly message: string;
  readonly code?: string;
}

export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The stable identifier of a kind of problem. */
export const problemType = (name: ProblemName): string => `urn:tocsin:problem:${name}`;

/** An answer other than success, thrown from anywhere and rendered once, by the problem filter. */
export class Problem extends Error {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly kind: ProblemName,
    { detail, errors, headers = {}, cause }: ProblemDetails = {},
  ) {
    super(detail ?? PROBLEMS[kind].title, { cause });
    this.name = 'Problem';
    this.type = problemType(kind);
    this.status = PROBLEMS[kind].status;
    this.title = PROBLEMS[kind].title;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }

  /** The members of the problem document; undefined ones are left out when it is written. */
  body(instance: string): Record<string, unknown> {
    const { type, title, status, detail, errors } = this;
    return { type, title, status, detail, instance, errors };
  }

  static malformed(detail: string, errors?: readonly FieldError[]): Problem {
    return new Problem('malformed-request', { detail, errors });
  }

  static validation(errors: readonly FieldError[]): Problem {
    const count = errors.length === 1 ? 'One value is' : `${errors.length} values are`;
    return new Problem('validation', { detail: `${count} not allowed; see errors.`, errors });
  }

  /** `error` of RFC 6750 is given only when a token was sent and is no good. */
  static unauthenticated(detail: string, error?: 'invalid_token'): Problem {
    const challenge = `Bearer realm="tocsin"${error ? `, error="${error}"` : ''}`;
    return new Problem('unauthenticated', { detail, headers: { 'WWW-Authenticate': challenge } });
  }

  static forbidden(detail: string): Problem {
    return new Problem('forbidden', { detail });
  }

  /** Also for what exists outside the caller's subtree: the two must look the same. */
  static notFound(detail?: string): Problem {
    return new Problem('not-found', { detail });
  }

  static methodNotAllowed(method: string, allowed: readonly string[]): Problem {
    const detail = `${method} is not possible here; possible is ${allowed.join(', ')}.`;
    return new Problem('method-not-allowed', { detail, headers: { Allow: allowed.join(', ') } });
  }

  /** `errors` names the fields that the state of the resource asks for. */
  static conflict(detail: string, errors?: readonly FieldError[]): Problem {
    return new Problem('conflict', { detail, errors });
  }

  static inFlight(retryAfterSeconds = 1): Problem {
    return new Problem('in-flight', {
      detail: 'A request with this Idempotency-Key has not ended yet. Send the same request again a little later.',
      headers: { 'Retry-After': String(retryAfterSeconds) },
    });
  }

  static preconditionFailed(detail: string): Problem {
    return new Problem('precondition-failed', { detail });
  }

  static preconditionRequired(): Problem {
    return new Problem('precondition-required', {
      detail: 'Send the ETag of the version that you read as If-Match, such as If-Match: "v3".',
    });
  }

  static payloadTooLarge(limitBytes: number): Problem {
    return new Problem('payload-too-large', { detail: `The body may have at most ${limitBytes} bytes.` });
  }

  static unsupportedMediaType(detail: string, headers?: Record<string, string>): Problem {
    return new Problem('unsupported-media-type', { detail, headers });
  }

  static idempotencyMismatch(): Problem {
    return new Problem('idempotency-mismatch', {
      detail: 'This Idempotency-Key was used for a request with another content. Use a new key for a new request.',
    });
  }

  static unprocessable(detail: string, errors?: readonly FieldError[]): Problem {
    return new Problem('unprocessable', { detail, errors });
  }

  static tooManyRequests(retryAfterSeconds: number): Problem {
    return new Problem('too-many-requests', {
      detail: `Try again in ${retryAfterSeconds} s.`,
      headers: { 'Retry-After': String(retryAfterSeconds) },
    });
  }

  static unavailable(detail?: string, cause?: unknown): Problem {
    return new Problem('unavailable', { detail, cause, headers: { 'Retry-After': '5' } });
  }

  static internal(cause?: unknown): Problem {
    return new Problem('internal', { cause });
  }
}
