import { readFileSync } from 'node:fs';

/** Where the proxy of docker/Caddyfile sends a path: the first matcher in the file that fits, or the handler without one. */
export interface ProxyPaths {
  /** `stage:port`, or undefined when the proxy answers by itself. */
  readonly upstreamOf: (path: string) => string | undefined;
  readonly upstreams: readonly string[];
}

export function proxyPaths(file = 'docker/Caddyfile'): ProxyPaths {
  const text = readFileSync(file, 'utf8');
  const matchers = new Map(
    [...text.matchAll(/^\s*@(\w+) path_regexp (\S+)$/gm)].map(([, name = '', pattern = '']) => [
      name,
      new RegExp(pattern),
    ]),
  );
  const handlers = [...text.matchAll(/^\s*handle(?: @(\w+))? \{\s*([^}]*?)\s*\}/gm)].map(([, name, body = '']) => ({
    fits: name === undefined ? /^/ : matchers.get(name),
    upstream: /^reverse_proxy (\S+)$/.exec(body)?.[1],
  }));
  return {
    upstreamOf: (path) => handlers.find(({ fits }) => fits?.test(path))?.upstream,
    upstreams: handlers.flatMap(({ upstream }) => upstream ?? []),
  };
}
