import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import {
  type IdempotencyClaim,
  IdempotencyStore,
  type IdempotentRun,
  type StoredResponse,
} from '#platform/http/idempotency.js';
import { currentContext } from '#platform/http/request-context.js';

/** Class of the advisory locks that mark a key as being worked on; they end with their transaction, also by a crash. */
const LOCK_CLASS = 8_466;

interface Row {
  body_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

/**
 * Answers are stored in the transaction of their effect: after a crash there are both or neither, and a repeated request
 * either starts afresh or gets the same answer.
 */
@Injectable()
export class IdempotentRequests extends IdempotencyStore {
  constructor(private readonly transactions: ApiTransactions) {
    super();
  }

  async once(claim: IdempotencyClaim, work: () => Promise<StoredResponse>): Promise<IdempotentRun> {
    return this.transactions.run(ownScope(), async (manager) => {
      const [lock]: { free: boolean }[] = await manager.query(
        'select pg_try_advisory_xact_lock($1, hashtext($2)) as free',
        [LOCK_CLASS, `${claim.actor} ${claim.route} ${claim.key}`],
      );
      if (!lock?.free) return { kind: 'in-flight', retryAfterSeconds: 1 };
      const known = await this.find(manager, claim);
      if (known) return known;
      const response = await work();
      await this.store(manager, claim, response);
      return { kind: 'first', response };
    });
  }

  async keep(claim: IdempotencyClaim, response: StoredResponse): Promise<void> {
    await this.transactions.run(ownScope(), (manager) => this.store(manager, claim, response));
  }

  private async find(manager: EntityManager, claim: IdempotencyClaim): Promise<IdempotentRun | undefined> {
    const [row]: Row[] = await manager.query(
      'select body_hash, status, headers, body from app.idempotency where actor_id = $1 and route = $2 and key = $3',
      [ownerOf(claim), claim.route, claim.key],
    );
    if (!row) return undefined;
    if (row.body_hash.toString('hex') !== claim.bodyHash) return { kind: 'mismatch' };
    const body = row.body === null ? undefined : (JSON.parse(row.body) as unknown);
    return { kind: 'replay', response: { status: row.status, headers: row.headers, body } };
  }

  private async store(manager: EntityManager, claim: IdempotencyClaim, response: StoredResponse): Promise<void> {
    const body = response.body === undefined ? null : JSON.stringify(response.body);
    await manager.query(
      `insert into app.idempotency (actor_id, route, key, body_hash, status, headers, body)
       values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7) on conflict do nothing`,
      [ownerOf(claim), claim.route, claim.key, claim.bodyHash, response.status, JSON.stringify(response.headers), body],
    );
  }
}

/** Callers who did not sign in share one memory of keys. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const ownerOf = ({ actor }: IdempotencyClaim): string => (actor === 'anonymous' ? NOBODY : actor);

function ownScope(): Scope {
  const actor = currentContext()?.actor;
  return { organisations: actor?.scope ?? [], personId: actor?.personId ?? NOBODY };
}
