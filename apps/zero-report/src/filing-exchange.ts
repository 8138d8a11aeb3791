import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { etagOf, type Precondition } from '#platform/http/etag.js';
import { decodeCursor } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { ChangeFiling, type FilingKey, type FilingPlace } from './change-filing.js';
import { FilingSteps } from './filing-steps.js';
import { viewOf } from './filing-view.js';
import { type DraftRequest, WriteFiling } from './write-filing.js';
import { FILING_LIST } from './list-filings.js';

/** The steps of a filing as HTTP has them: each answers the filing after it, with its version as ETag. */
@Injectable()
export class FilingExchange {
  constructor(
    private readonly changeFiling: ChangeFiling,
    private readonly steps: FilingSteps,
    private readonly writing: WriteFiling,
    private readonly clock: RehearsalClock,
  ) {}

  find(key: FilingKey, reply: FastifyReply): Promise<object> {
    return this.changeFiling.read(key, async ({ duty, period, filing }, manager) => {
      void reply.header('ETag', etagOf(filing.version));
      const isUnbegun = filing.draft === null && (filing.content === null || filing.state === 'returned');
      const prefilled = isUnbegun ? await this.writing.prefilled(manager, duty, period, filing) : null;
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      return viewOf(duty, period, filing, prefilled, moment?.now ?? new Date(0));
    });
  }

  async draft(key: FilingKey, draft: DraftRequest, precondition: Precondition, reply: FastifyReply): Promise<object> {
    return this.answer(await this.steps.draft(key, draft, precondition), reply);
  }

  async sign(key: FilingKey, body: unknown, precondition: Precondition, reply: FastifyReply): Promise<object> {
    requireNothing(body);
    return this.answer(await this.steps.sign(key, precondition), reply);
  }

  async return(key: FilingKey, reason: string, precondition: Precondition, reply: FastifyReply): Promise<object> {
    return this.answer(await this.steps.return(key, reason, precondition), reply);
  }

  async accept(key: FilingKey, precondition: Precondition, reply: FastifyReply): Promise<object> {
    return this.answer(await this.steps.accept(key, precondition), reply);
  }

  async revokeLinks(key: FilingKey, precondition: Precondition, reply: FastifyReply): Promise<object> {
    return this.answer(await this.steps.revokeLinks(key, precondition), reply);
  }

  async excuse(key: FilingKey, reason: string, precondition: Precondition, reply: FastifyReply): Promise<object> {
    return this.answer(await this.steps.excuse(key, reason, precondition), reply);
  }

  async answer({ duty, period, filing }: FilingPlace, reply: FastifyReply): Promise<object> {
    void reply.header('ETag', etagOf(filing.version));
    return viewOf(duty, period, filing, null, await this.clock.now());
  }
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
