import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newSecret } from '#kernel/ids.js';
import { fromRow } from '../row-mapping.js';

export interface FilingLink {
  readonly filingId: string;
  readonly personId: string;
  readonly organisationId: number;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly wrong: number;
  readonly now: Date;
}

/** Days after the due time for which a link still opens the form, so that a late school can file by it. */
const OUTLIVES_DUE = '30 days';
const MOST_WRONG = 5;

const hashOf = (token: string): Buffer => createHash('sha256').update(`tocsin filing link ${token}`).digest();

/** 填报链接: one person, one filing, one purpose. Only its hash is kept, so that nobody who reads the database can file. */
@Injectable()
export class FilingTokens {
  /** A new link for a person and a filing that is not in yet; undefined when there is nothing to file by it. */
  async issue(manager: EntityManager, filingId: string, personId: string): Promise<string | undefined> {
    const token = newSecret();
    const rows: unknown[] = await manager.query(
      `insert into app.filing_token (token_hash, filing_id, person_id, organisation_id, path, issued_at, expires_at)
       select $1, f.id, $3, f.organisation_id, f.path, app.now(), greatest(f.due_at, app.now()) + $4::interval
       from app.filing f where f.id = $2 and f.state in ('open', 'draft', 'returned')
       returning filing_id`,
      [hashOf(token), filingId, personId, OUTLIVES_DUE],
    );
    return rows.length > 0 ? token : undefined;
  }

  /** The link that a token stands for; undefined when it is unknown, expired, revoked, or guessed at too often. */
  async find(manager: EntityManager, token: string): Promise<FilingLink | undefined> {
    await manager.query(`select set_config('app.filing_token', $1, true)`, [hashOf(token).toString('hex')]);
    const [row]: Record<string, unknown>[] = await manager.query(
      `select filing_id, person_id, organisation_id, expires_at, revoked_at, wrong, app.now() as now from app.filing_token
       where token_hash = $1`,
      [hashOf(token)],
    );
    const link = row && fromRow<FilingLink>(row);
    if (!link || link.revokedAt || link.expiresAt.getTime() <= link.now.getTime() || link.wrong >= MOST_WRONG)
      return undefined;
    return link;
  }

  /** Somebody who holds the link could not say who he is. */
  async countWrong(manager: EntityManager, token: string): Promise<void> {
    await manager.query('update app.filing_token set wrong = wrong + 1 where token_hash = $1', [hashOf(token)]);
  }

  async markUsed(manager: EntityManager, token: string): Promise<void> {
    await manager.query('update app.filing_token set used_at = app.now() where token_hash = $1', [hashOf(token)]);
  }

  /** Links to a filing end, as when it was filed or its signer changed. */
  async revoke(manager: EntityManager, filingId: string): Promise<void> {
    await manager.query(
      'update app.filing_token set revoked_at = app.now() where filing_id = $1 and revoked_at is null',
      [filingId],
    );
  }
}
