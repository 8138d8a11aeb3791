import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
}

/** All routes of a server, to tell a wrong method (405 with Allow) from a wrong address (404). */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Listens before routes are added; those that exist already stay unknown. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.routes.push({ method: each, pattern: patternOf(url) });
    });
  }

  methodsOf(path: string): string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }

  /** The answer to a request that no route took; undefined when a route did. */
  problemOfUnmatched(request: FastifyRequest): Problem | undefined {
    if (request.is404 !== true) return undefined;
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = this.methodsOf(path);
    if (methods.length > 0) return Problem.methodNotAllowed(request.method, methods);
    return Problem.notFound('No resource has this address.');
  }
}

/** Fastify's patterns as regular expressions; this project uses static parts, `:name` and a final `*` only. */
function patternOf(url: string): RegExp {
  const source = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z]\w*/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}$`);
}
