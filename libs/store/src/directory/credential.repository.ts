import { Injectable } from '@nestjs/common';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Reach } from './reach.js';

/** An initial password was made by the system or an administrator, and is to be replaced by its person. */
export type CredentialKind = 'initial' | 'password';

export interface Credential {
  readonly personId: string;
  readonly kind: CredentialKind;
  readonly hash: string;
}

/** Passwords' hashes, reached through functions of the database only. */
@Injectable()
export class CredentialRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** undefined for a user name that nobody has, or that belongs to a disabled person. */
  async of(username: string): Promise<Credential | undefined> {
    const [found] = await this.transactions.call<{ person_id: string; kind: CredentialKind; hash: string }>(
      'select * from app.credential_of($1)',
      [username],
    );
    return found && { personId: found.person_id, kind: found.kind, hash: found.hash };
  }

  /** The person's own choice, in the place of what was there. */
  async setPassword(personId: string, hash: string): Promise<void> {
    await this.transactions.call(`select app.set_credentials(array[$1::uuid], 'password', array[$2])`, [
      personId,
      hash,
    ]);
  }

  /**
   * A new initial password, and the end of all sessions, in one transaction; false when the person also holds a post out of
   * reach, and so is not the caller's to reset.
   */
  reset(reach: Reach, personId: string, hash: string): Promise<boolean> {
    return this.transactions.run(reach.scope, async (manager) => {
      const [{ within }] = await manager.query<[{ within: boolean }]>('select app.stands_within($1, $2) as within', [
        personId,
        reach.within,
      ]);
      if (!within) return false;
      await manager.query('select app.reset_credential($1, $2), app.close_sessions_of($1, null)', [personId, hash]);
      return true;
    });
  }
}
