import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

const LIST = /^\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*$/;
const STRONG_VERSION = /(?<!W\/)"v(0|[1-9]\d{0,14})"/g;

/** The strong entity tag of a version. */
export const etagOf = (version: number): string => `"v${version}"`;

/** The versions for which a caller wants a change to happen. */
export class Precondition {
  private constructor(private readonly versions: ReadonlySet<number> | 'any') {}

  /** Reads If-Match. 428 without one, 412 when no version can match it. */
  static from(ifMatch: string | undefined): Precondition {
    if (ifMatch === undefined) throw Problem.preconditionRequired();
    if (ifMatch.trim() === '*') return new Precondition('any');
    const versions = LIST.test(ifMatch) ? [...ifMatch.matchAll(STRONG_VERSION)].map((match) => Number(match[1])) : [];
    if (versions.length === 0)
      throw Problem.preconditionFailed('If-Match names no version of this resource; send its ETag, such as "v3".');
    return new Precondition(new Set(versions));
  }

  /** Throws 412 unless the resource still has a version that the caller has seen. Call it where the row is locked. */
  require(version: number): void {
    if (this.versions === 'any' || this.versions.has(version)) return;
    throw Problem.preconditionFailed(
      `The resource has changed: it now has the version ${etagOf(version)}. Read it again.`,
    );
  }
}

/** 428 without If-Match, 412 when it names another version. */
export function requireIfMatch(version: number, ifMatch: string | undefined): void {
  Precondition.from(ifMatch).require(version);
}

/** Behind @IfMatch(); the API document recognises conditional endpoints by it. */
export const preconditionOf = (_data: unknown, context: ExecutionContext): Precondition =>
  Precondition.from(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']);

/** Parameter decorator: the caller's If-Match as a Precondition. */
export const IfMatch = createParamDecorator(preconditionOf);
