import { newSecret } from '#kernel/ids.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { type Standalone } from '../run-standalone.js';

const LIFETIME_MS = 6 * 3_600_000;

/** Speaks to the running system over HTTP as one of the demo's people. */
export class DemoPeople {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly standalone: Standalone) {}

  /** Sends a request as a person, by person id; throws with the problem when it is refused. */
  async send<T>(
    personId: string,
    method: string,
    path: string,
    body?: unknown,
    ifMatch?: string,
  ): Promise<{ body: T; etag: string | null }> {
    const token = await this.tokenOf(personId);
    const answer = await fetch(`${this.standalone.address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
        ...(ifMatch && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`demo: ${method} ${path} was answered ${answer.status}: ${text}`);
    return { body: (text ? JSON.parse(text) : undefined) as T, etag: answer.headers.get('etag') };
  }

  /** Sessions are opened without a password, as nobody in the demo has ever chosen one. */
  private tokenOf(personId: string): Promise<string> {
    const known = this.tokens.get(personId);
    if (known) return known;
    const token = newSecret();
    const opened = this.standalone.http.app
      .get(SessionRepository, { strict: false })
      .open(token, personId, LIFETIME_MS)
      .then(() => token);
    this.tokens.set(personId, opened);
    return opened;
  }
}
