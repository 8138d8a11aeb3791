import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { newId } from '#kernel/ids.js';
import { installBodyParsers, JSON_BODY_LIMIT } from './body-hygiene.js';
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { problemFrom } from './problem-from.js';
import { parseQuery } from './query-hygiene.js';
import { requestIdFrom } from './request-context.js';
import { type RouteTable } from './route-table.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Milliseconds within which the header fields, and the whole request, must have arrived. */
const HEADERS_TIMEOUT = 15_000;
const REQUEST_TIMEOUT = 60_000;
/** Longer than the idle time of usual reverse proxies, which would otherwise use a connection that is just being closed. */
const KEEP_ALIVE_TIMEOUT = 75_000;
const MOST_HEADER_BYTES = 16 * 1024;
const LONGEST_PARAMETER = 200;

/** Fastify as every service of this project wants it: strict about what comes in, silent about what it is. */
export function createHttpAdapter(routes: RouteTable, trustedProxies: readonly string[]): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: JSON_BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT, maxHeaderSize: MOST_HEADER_BYTES },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    requestIdHeader: false,
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) =>
      requestIdFrom(request.headers['x-request-id']),
    routerOptions: { maxParamLength: LONGEST_PARAMETER, querystringParser: parseQuery },
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerUnroutable,
    skipMiddie: true,
  });
  const instance = adapter.getInstance();
  routes.watch(instance);
  installBodyParsers(instance);
  return adapter;
}

function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ ...SECURITY_HEADERS, 'X-Request-Id': request.id });
  sendProblem(problemFrom(error), request, reply);
}

/** Answers what Node's parser could not make a request of: there is only a socket to write to. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = problemOfParser(error.code);
  const id = newId();
  const body = JSON.stringify(problem.body(id));
  const headers = {
    ...SECURITY_HEADERS,
    'X-Request-Id': id,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (socket.writable)
    socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`);
  socket.destroy(error);
}

function problemOfParser(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout');
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('headers-too-large', {
      detail: `All header fields together may have at most ${MOST_HEADER_BYTES} bytes.`,
    });
  }
  return Problem.malformed('This is not an HTTP/1.1 request.');
}
