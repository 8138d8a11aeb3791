import { type FastifyReply } from 'fastify';
import { etagOf } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { decodeCursor } from '#platform/http/pages.js';
import { type FilingPlace } from './change-filing.js';
import { viewOf } from './filing-view.js';
import { FILING_LIST } from './list-filings.js';

/** The filing after a step, with its version as ETag. */
export function answerWith({ duty, period, filing }: FilingPlace, reply: FastifyReply, now: Date): object {
  void reply.header('ETag', etagOf(filing.version));
  return viewOf(duty, period, filing, null, now);
}

/** A signature says nothing but that it is given: a body must be absent or an empty object. */
export function requireNothing(body: unknown): void {
  if (body === undefined || body === null) return;
  const names = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : [''];
  if (names.length === 0) return;
  throw Problem.validation(
    names.map((name) => ({ pointer: name && `/${name}`, message: 'is not a field here; sign what the draft says' })),
  );
}

/** The code after which the next page begins. */
export const afterOf = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : String(decodeCursor(FILING_LIST, ['string'], cursor)[0]);
