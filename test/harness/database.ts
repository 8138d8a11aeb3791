import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedDatabase, THROWAWAY } from '#platform/database/embedded-database.js';
import { migrate } from '#store/migrations/migrate.js';

export interface TestDatabase {
  /** URL of the administrator of a migrated, empty database. */
  readonly url: string;
  readonly server: EmbeddedDatabase;
  stop(): Promise<void>;
}

/** A migrated database of its own on an embedded server of its own, gone after `stop()`. */
export async function testDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-test-'));
  const server = await EmbeddedDatabase.start(directory, {
    ...THROWAWAY,
    shared_buffers: '32MB',
    max_connections: '200',
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await migrate(server.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, server, stop };
}

/** Rows of one statement on a connection of its own. */
export async function ask<T = Record<string, unknown>>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}
