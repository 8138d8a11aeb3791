import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { type RouteTable } from './route-table.js';
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import { problemFrom, type ProblemMapper } from './problem-from.js';

/** Renders whatever was thrown, anywhere between the router and a repository, as a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: Logger,
    private readonly mappers: readonly ProblemMapper[] = [],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.routes.problemOfUnmatched(request) ?? problemFrom(error, this.mappers);
    this.report(problem);
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(problem, request, reply);
  }

  private report(problem: Problem): void {
    if (problem.status < 500) return;
    // What is thrown may be anything; a log line needs an error with its stack.
    const cause = problem.cause instanceof Error ? problem.cause : problem;
    if (problem.kind === 'unavailable') this.logger.warn({ err: cause }, 'answered 503');
    else this.logger.error({ err: cause }, 'answered 500');
  }
}

/** Writes a problem. The body goes out as text, since Fastify would add a charset that this media type does not have. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  // A handler may have promised another body before it failed.
  for (const name of ['content-disposition', 'content-length', 'etag', 'link', 'location']) reply.removeHeader(name);
  void reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem.body(request.id));
}
