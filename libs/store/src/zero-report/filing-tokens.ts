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

export interface LinkWish {
  readonly filingId: string;
  readonly personId: string;
}

/** Days after the due time for which a link still opens the form, so that a late school can file by it. */
const OUTLIVES_DUE = '30 days';
const MOST_WRONG = 5;

const hashOf = (token: string): Buffer => createHash('sha256').update(`tocsin filing link ${token}`).digest();

/** 填报链接: one person, one filing, one purpose. Only its hash is kept, so that nobody who reads the database can file. */
@Injectable()
export class FilingTokens {
  /** A new link for each person and filing, in order; undefined where the filing is in already. */
  async issue(manager: EntityManager, wanted: readonly LinkWish[]): Promise<(string | undefined)[]> {
    if (wanted.length === 0) return [];
    const tokens = wanted.map(() => newSecret());
    const rows: { token_hash: Buffer }[] = await manager.query(
      `insert into app.filing_token (token_hash, filing_id, person_id, organisation_id, path, issued_at, expires_at)
       select w.hash, f.id, w.person, f.organisation_id, f.path, app.now(), greatest(f.due_at, app.now()) + $4::interval
       from unnest($1::bytea[], $2::uuid[], $3::uuid[]) as w(hash, filing, person)
       join app.filing f on f.id = w.filing and f.state in ('open', 'draft', 'returned')
       returning token_hash`,
      [tokens.map(hashOf), wanted.map((one) => one.filingId), wanted.map((one) => one.personId), OUTLIVES_DUE],
    );
    const issued = new Set(rows.map((row) => row.token_hash.toString('hex')));
    return tokens.map((token) => (issued.has(hashOf(token).toString('hex')) ? token : undefined));
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
