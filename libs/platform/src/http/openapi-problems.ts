import { type OpenAPIObject } from '@nestjs/swagger';
import { type Endpoint } from './endpoints.js';
import { preconditionOf } from './etag.js';
import { IDEMPOTENT } from './idempotency.js';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemType, type FieldError, type ProblemName } from './problem.js';
import { RATE_LIMITED } from './rate-limit.js';

type Components = NonNullable<OpenAPIObject['components']>;

const EXAMPLE_ERRORS: readonly FieldError[] = [
  { pointer: '/place/site', message: 'must be a text of 1 to 80 characters; it is missing', code: 'isSafeText' },
];

/** The kinds of problems that an endpoint may answer with, apart from 500 and 503, which all may. */
export function problemsOf({ verb, path, options, inputs, handler }: Endpoint): ProblemName[] {
  const isWrite = verb !== 'GET' && verb !== 'HEAD';
  const takesBody = inputs.some(({ from }) => from === 'body');
  const isConditional = inputs.some(({ factory }) => factory === preconditionOf);
  const isIdempotent = Reflect.hasMetadata(IDEMPOTENT, handler);
  return [
    'malformed-request',
    'validation',
    ...when(options.access?.kind !== 'public', 'unauthenticated'),
    ...when(options.access?.kind === 'permission', 'forbidden'),
    ...when(path.includes(':'), 'not-found'),
    ...when(isWrite, 'conflict'),
    ...when(isIdempotent, 'in-flight', 'idempotency-mismatch'),
    ...when(isConditional, 'precondition-failed', 'precondition-required'),
    ...when(takesBody, 'payload-too-large', 'unsupported-media-type', 'unprocessable'),
    ...when(Reflect.hasMetadata(RATE_LIMITED, handler), 'too-many-requests'),
  ];
}

/** Responses by status; kinds that share a status share a response with one example each. */
export function problemResponses(kinds: readonly ProblemName[]): Record<string, object> {
  const statuses = [...new Set(kinds.map((kind) => PROBLEMS[kind].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [String(status), responseOf(kinds.filter((kind) => PROBLEMS[kind].status === status))]),
  );
}

/** The schema of all problems. */
export const PROBLEM_SCHEMAS = {
  FieldError: {
    type: 'object',
    required: ['message'],
    properties: {
      pointer: { type: 'string', format: 'json-pointer', description: 'Where in the body (RFC 6901)' },
      parameter: { type: 'string', description: 'The query parameter or header field' },
      message: { type: 'string', description: 'What would be right' },
      code: { type: 'string', description: 'The rule that was broken' },
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'instance'],
    properties: {
      type: { type: 'string', format: 'uri', enum: (Object.keys(PROBLEMS) as ProblemName[]).map(problemType) },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'The id of the request, as in X-Request-Id' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
    },
  },
} as unknown as NonNullable<Components['schemas']>;

export const FAILURE_RESPONSE = responseOf(['internal', 'unavailable']);

function responseOf(kinds: readonly ProblemName[]): object {
  const examples = kinds.map((kind) => [kind, { value: exampleOf(kind) }] as const);
  const content = { schema: { $ref: '#/components/schemas/Problem' }, examples: Object.fromEntries(examples) };
  return {
    description: kinds.map((kind) => PROBLEMS[kind].title).join('; or: '),
    content: { [PROBLEM_MEDIA_TYPE]: content },
  };
}

function exampleOf(kind: ProblemName): object {
  const { status, title } = PROBLEMS[kind];
  const instance = '0190a5b0-7c3e-7000-8000-000000000000';
  return { type: problemType(kind), title, status, instance, ...(kind === 'validation' && { errors: EXAMPLE_ERRORS }) };
}

function when(condition: boolean, ...kinds: ProblemName[]): ProblemName[] {
  return condition ? kinds : [];
}
