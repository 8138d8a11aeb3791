import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { roleUrl } from '#platform/database/database-roles.js';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
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

/** Units of work as the stages have them: as tocsin_worker, with row-level security; closed with the suite. */
export async function workerOn(url: string): Promise<WorkerTransactions> {
  const source = await new DataSource({
    type: 'postgres',
    url: roleUrl(url, 'tocsin_worker'),
    schema: 'app',
    poolSize: 4,
  }).initialize();
  afterSuite(() => source.destroy());
  return new WorkerTransactions(source);
}

/** The one value that a statement answers. */
export async function valueOf<T>(client: Client, sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await client.query<unknown[]>({ text: sql, values, rowMode: 'array' });
  return rows[0]?.[0] as T;
}
