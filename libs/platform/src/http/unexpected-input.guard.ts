import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { inputsOf } from './endpoints.js';
import { Problem } from './problem.js';
import { faultOfText } from './text-rules.js';

interface Expected {
  readonly body: boolean;
  /** 'any': a class describes the query, and the validation pipe holds it to that. */
  readonly query: 'any' | ReadonlySet<string>;
}

/** Refuses bodies and query parameters that a handler never looks at: who sends them expects an effect that will not come. */
export class UnexpectedInputGuard implements CanActivate {
  private readonly known = new WeakMap<object, Expected>();

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const expected = this.expectedBy(context);
    const fault = Object.values((request.params ?? {}) as Record<string, string>).find((value) => faultOfText(value));
    if (fault !== undefined) throw Problem.notFound('No resource has this address.');
    if (!expected.body && request.body !== undefined && request.body !== null) {
      throw Problem.validation([{ pointer: '', message: 'must be absent: this endpoint takes no body' }]);
    }
    if (expected.query === 'any') return true;

    const { query: names } = expected;
    const strays = Object.keys(request.query ?? {}).filter((name) => !names.has(name));
    if (strays.length === 0) return true;
    const known = names.size > 0 ? `known are ${[...names].sort().join(', ')}` : 'this endpoint takes none';
    throw Problem.validation(strays.map((name) => ({ parameter: name, message: `is not a parameter here; ${known}` })));
  }

  private expectedBy(context: ExecutionContext): Expected {
    const handler = context.getHandler();
    const existing = this.known.get(handler);
    if (existing) return existing;
    const inputs = inputsOf(context.getClass(), handler.name);
    const queries = inputs.filter(({ from }) => from === 'query');
    const isWhole = queries.some(({ field }) => field === undefined);
    const expected: Expected = {
      body: inputs.some(({ from }) => from === 'body'),
      query: isWhole ? 'any' : new Set(queries.flatMap(({ field }) => field ?? [])),
    };
    this.known.set(handler, expected);
    return expected;
  }
}
