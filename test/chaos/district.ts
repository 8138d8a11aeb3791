import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failpoint } from '#platform/failpoint.js';
import { Client } from '../harness/client.js';
import { ask } from '../harness/database.js';
import { ORGANISATIONS, PEOPLE } from '../harness/world.js';
import { Reporter } from './reporter.js';
import { type Death } from '../harness/own-process.js';
import { ADMIN_PASSWORD, freePort, TocsinProcess } from './tocsin-process.js';

/** Five past ten is clear of the full hour, around which letters are spread. */
const BEGIN = '2026-09-21T10:05:00+08:00';

/** A district on a data directory of its own, whose one process dies and comes back. */
export class District {
  private constructor(
    readonly directory: string,
    private readonly port: number,
    private readonly env: Record<string, string>,
    public process: TocsinProcess,
    readonly admin: Client,
    readonly reporter: Reporter,
    private readonly passwords: ReadonlyMap<string, string>,
  ) {}

  /** `begin` is the moment at which its story starts. */
  static async open(env: Record<string, string> = {}, begin = BEGIN): Promise<District> {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-chaos-'));
    const port = await freePort();
    const first = await TocsinProcess.launch(directory, port, { env }).ready();
    if (!first.isAlive) throw new Error(`it did not start: ${(await first.died).said}`);
    try {
      await ask(first.databaseUrl, `update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()`, [
        begin,
      ]);
      const admin = await signIn(first.address, 'admin', ADMIN_PASSWORD);
      await admin.ok('POST', '/v1/organisations/import', ORGANISATIONS);
      const { credentials } = await admin.ok<{ credentials: { username: string; initialPassword: string }[] }>(
        'POST',
        '/v1/people/import',
        PEOPLE,
      );
      const passwords = new Map(credentials.map(({ username, initialPassword }) => [username, initialPassword]));
      const school = await signIn(first.address, 's1-safety', passwords.get('s1-safety') ?? '');
      return new District(directory, port, env, first, admin, new Reporter(school), passwords);
    } catch (error) {
      await first.stop();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.process.databaseUrl;
  }

  /** The client of a person, signed in. */
  as(username: string): Promise<Client> {
    return signIn(this.process.address, username, this.passwords.get(username) ?? '');
  }

  /** Starts it again after its death, on the same data and port. */
  async restart(dieAt?: Failpoint): Promise<TocsinProcess> {
    await this.process.died;
    this.process = TocsinProcess.launch(this.directory, this.port, { ...(dieAt && { dieAt }), env: this.env });
    return this.process.ready();
  }

  kill(): Promise<Death> {
    return this.process.kill();
  }

  /** Ends everything, also a database server that a crash left behind. Answers how the process ended. */
  async close(): Promise<Death> {
    if (!this.process.isAlive) await this.restart();
    return this.process.stop();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function signIn(address: string, username: string, password: string): Promise<Client> {
  const { token } = await new Client(address).ok<{ token: string }>('POST', '/v1/sessions', { username, password });
  return new Client(address, token);
}
