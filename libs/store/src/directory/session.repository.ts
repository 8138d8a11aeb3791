import { Injectable, Optional } from '@nestjs/common';
import { days, hours } from '#kernel/durations.js';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { ROLE_IDS, type Role } from '#hazards/directory/role.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Gather } from '#platform/gather.js';
import { tokenHash } from './token-hash.js';

/** A post as it holds now, one's own or one that somebody delegated. */
export interface HeldPost {
  readonly role: Role;
  readonly organisationId: number;
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly delegated: boolean;
}

export interface Session {
  readonly personId: string;
  readonly username: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly posts: readonly HeldPost[];
}

interface SessionAnswer {
  /** Which of the tokens asked for, from 1. */
  readonly nth: number;
  readonly person_id: string;
  readonly username: string;
  readonly name: string;
  readonly expires_at: Date;
  readonly posts: readonly (HeldPost & { readonly role: string })[];
}

/** How long sessions last, in milliseconds. */
export class SessionTerms {
  constructor(
    /** Between two uses: a working day with its edges. */
    readonly idle = hours(12),
    /** In all, however busy: NIST SP 800-63B asks for the password again after 30 days at the latest. */
    readonly lifetime = days(30),
  ) {}
}

/** Sessions, by the hash of their token. Times are those of the real clock. */
@Injectable()
export class SessionRepository {
  private readonly gather = new Gather<Buffer, SessionAnswer | undefined>((hashes) => this.findMany(hashes), {
    underWay: 2,
    together: 64,
  });

  constructor(
    private readonly transactions: ApiTransactions,
    @Optional() private readonly terms: SessionTerms = new SessionTerms(),
  ) {}

  /**
   * One round trip, shared with the requests that come at the same time; undefined when the token is unknown, idle, expired or
   * revoked, or its person disabled.
   */
  async find(token: string): Promise<Session | undefined> {
    const found = await this.gather.run(tokenHash(token));
    if (!found) return undefined;
    const { person_id: personId, username, name, expires_at: expiresAt } = found;
    // A role that this version does not know gives no rights.
    const posts = found.posts.filter(({ role }) => ROLE_IDS.includes(role));
    return { personId, username, name, expiresAt, posts };
  }

  private async findMany(hashes: readonly Buffer[]): Promise<(SessionAnswer | undefined)[]> {
    const rows = await this.transactions.call<SessionAnswer>('select * from app.sessions_of($1)', [hashes]);
    const found = new Map(rows.map((row) => [row.nth, row]));
    return hashes.map((_, at) => found.get(at + 1));
  }

  /** Answers when the session will end at the latest. `lifetime` in milliseconds. */
  async open(token: string, personId: string, lifetime = this.terms.lifetime): Promise<Date> {
    const [opened] = await this.transactions.call<{ until: Date }>(
      `select app.open_session($1, $2, $3 * interval '1 millisecond', $4 * interval '1 millisecond') as until`,
      [tokenHash(token), personId, lifetime, this.terms.idle],
    );
    if (!opened) throw new Error('app.open_session gave no answer');
    return opened.until;
  }

  async close(token: string): Promise<void> {
    await this.transactions.call('select app.close_session($1)', [tokenHash(token)]);
  }

  /** Ends every session of a person; `kept` is the token of the one that stays. */
  async closeAll(personId: string, kept?: string): Promise<void> {
    await this.transactions.call('select app.close_sessions_of($1, $2)', [personId, kept ? tokenHash(kept) : null]);
  }
}
