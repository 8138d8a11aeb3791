import { Client } from 'pg';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { migrate } from '#store/migrations/migrate.js';
import { afterSuite, scratchDirectory } from './scratch.js';

/** A migrated database on an embedded server of its own, with the settings that a service gives its own. */
export async function migratedDatabase(name: string): Promise<string> {
  const server = await EmbeddedDatabase.start(scratchDirectory(name));
  afterSuite(() => server.stop());
  await migrate(server.url);
  return server.url;
}

/** A connection of the database's superuser, closed with the suite. */
export async function superuser(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // The server may stop before this connection is closed.
  client.on('error', () => undefined);
  await client.connect();
  afterSuite(() => client.end());
  return client;
}

/** The one value that a statement answers. */
export async function valueOf<T>(client: Client, sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await client.query<unknown[]>({ text: sql, values, rowMode: 'array' });
  return rows[0]?.[0] as T;
}
