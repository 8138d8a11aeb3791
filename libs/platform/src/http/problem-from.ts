import { HttpException } from '@nestjs/common';
import { Problem, PROBLEMS, type ProblemName } from './problem.js';

/** Turns an error of one library or of the trade's rules into a problem; undefined when it is not its own. */
export type ProblemMapper = (error: unknown) => Problem | undefined;

const FASTIFY_PROBLEMS: Record<string, () => Problem> = {
  FST_ERR_BAD_URL: () =>
    Problem.malformed('The address holds a percent sign that is not followed by UTF-8 in hexadecimal.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => Problem.malformed('The body is not as long as Content-Length says.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => Problem.unsupportedMediaType('The Content-Type is not taken here.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('uri-too-long', { detail: 'A part of the path is too long.' }),
};

/** SQLSTATE and system codes of a database, queue or disk that may be back soon. */
const UNAVAILABLE_CODE =
  /^(08...|53...|55P03|57014|57P0.|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ENOSPC)$/;
/** node-postgres gives these errors no code. */
const UNAVAILABLE_MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end)/;
const UNIQUE_VIOLATION = '23505';

/** The problem that an error stands for. What nobody knows becomes 500 and says nothing about its cause. */
export function problemFrom(error: unknown, mappers: readonly ProblemMapper[] = []): Problem {
  if (error instanceof Problem) return error;
  for (const mapper of mappers) {
    const mapped = mapper(error);
    if (mapped) return mapped;
  }
  if (error instanceof HttpException) return fromHttpException(error);
  if (isUnavailable(error)) return Problem.unavailable(undefined, error);

  const code = codeOf(error);
  if (code === UNIQUE_VIOLATION) return new Problem('conflict', { detail: 'It exists already.', cause: error });
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? fromStatus(status, code, error) : Problem.internal(error);
}

function fromHttpException(exception: HttpException): Problem {
  const cause = exception.cause;
  if (cause instanceof Problem) return cause;
  return fromStatus(exception.getStatus(), codeOf(cause), exception);
}

/** Only the status is taken from a foreign error: its message may quote input, paths or library names. */
function fromStatus(status: number, code: string | undefined, cause: unknown): Problem {
  const known = code === undefined ? undefined : FASTIFY_PROBLEMS[code];
  if (known) return known();
  const kind = (Object.keys(PROBLEMS) as ProblemName[]).find((name) => PROBLEMS[name].status === status);
  if (kind === undefined)
    return status >= 400 && status < 500 ? new Problem('malformed-request', { cause }) : Problem.internal(cause);
  return kind === 'unauthenticated' ? Problem.unauthenticated('Sign in first.') : new Problem(kind, { cause });
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE_CODE.test(codeOf(error) ?? '') || UNAVAILABLE_MESSAGE.test(error.message)) return true;
  return error instanceof AggregateError && error.errors.some(isUnavailable);
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
