import {
  BadRequestException,
  ForbiddenException,
  HttpException,
  ImATeapotException,
  UnauthorizedException,
} from '@nestjs/common';
import { Problem, PROBLEMS, problemType, type ProblemName } from './problem.js';
import { problemFrom } from './problem-from.js';

const coded = (code: string, message = 'relation "hazard" at 10.0.0.5'): Error =>
  Object.assign(new Error(message), { code });

describe('problems', () => {
  it.each<[string, unknown, ProblemName]>([
    ['a problem', Problem.conflict('x'), 'conflict'],
    ['a bad request of Nest', new BadRequestException('secret'), 'malformed-request'],
    ['401 of Nest', new UnauthorizedException(), 'unauthenticated'],
    ['403 of Nest', new ForbiddenException(), 'forbidden'],
    ['a status without a kind', new ImATeapotException(), 'malformed-request'],
    ['504 of Nest', new HttpException('x', 504), 'internal'],
    ['a body too large', Object.assign(coded('FST_ERR_CTP_BODY_TOO_LARGE'), { statusCode: 413 }), 'payload-too-large'],
    ['a refused connection', coded('ECONNREFUSED'), 'unavailable'],
    ['both addresses refused', new AggregateError([coded('ECONNREFUSED')], 'x'), 'unavailable'],
    ['a server that shuts down', coded('57P01'), 'unavailable'],
    ['a server that starts up', coded('57P03'), 'unavailable'],
    ['too many connections', coded('53300'), 'unavailable'],
    ['a full disk', coded('53100'), 'unavailable'],
    ['a broken connection', coded('08006'), 'unavailable'],
    ['a lost connection of pg', new Error('Connection terminated unexpectedly'), 'unavailable'],
    ['an exhausted pool of pg', new Error('timeout exceeded when trying to connect'), 'unavailable'],
    ['a deadlock', coded('40P01'), 'unavailable'],
    ['a statement out of time', coded('57014'), 'unavailable'],
    ['a duplicate', coded('23505'), 'conflict'],
    ['a syntax error in SQL', coded('42601'), 'internal'],
    ['an error', new TypeError('x is undefined'), 'internal'],
    ['a text', 'boom', 'internal'],
    ['nothing', undefined, 'internal'],
    ['null', null, 'internal'],
  ])('%s', (_name, error, kind) => {
    const problem = problemFrom(error);
    expect(problem.kind).toBe(kind);
    expect(JSON.stringify(problem.body('id'))).not.toMatch(/secret|hazard|10\.0\.0\.5|undefined/);
  });

  it('asks the service for errors of its own first', () => {
    class HazardClosed extends Error {}
    const mapper = (error: unknown) => (error instanceof HazardClosed ? Problem.conflict('It is closed.') : undefined);
    expect(problemFrom(new HazardClosed(), [mapper]).detail).toBe('It is closed.');
    expect(problemFrom(new Error('x'), [mapper]).kind).toBe('internal');
  });

  it('have a type and a status of their own', () => {
    const names = Object.keys(PROBLEMS) as ProblemName[];
    expect(new Set(names.map(problemType)).size).toBe(names.length);
    expect(new Problem('not-found').body('id-1')).toEqual({
      type: 'urn:tocsin:problem:not-found',
      title: 'There is nothing here',
      status: 404,
      detail: undefined,
      instance: 'id-1',
      errors: undefined,
    });
  });
});
