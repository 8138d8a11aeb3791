import { type FastifyReply, type FastifyRequest } from 'fastify';
import { nextLink, type Page } from '#platform/http/pages.js';

/** Adds the Link header field of a page to its answer. */
export function sendPage<T>(request: FastifyRequest, reply: FastifyReply, page: Page<T>): Page<T> {
  const link = nextLink(request.url, page.next);
  if (link !== undefined) void reply.header('Link', link);
  return page;
}
