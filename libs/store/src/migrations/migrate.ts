import { runMigrations as runQueueMigrations } from 'bullmq';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import { ALL_QUEUES } from '#contracts/routes.js';
import { LOGIN_ROLES, OWNER_ROLE, rolePassword, roleUrl } from '#platform/database/database-roles.js';
import { MIGRATIONS } from './migrations.js';

/** Class and object of the advisory lock under which one process at a time brings the schema up. */
const LOCK = [8_465, 1] as const;

/**
 * Brings roles, schema and queue tables up to date; safe when several processes start at once. `administratorUrl` names a
 * database user that may create roles, or `tocsin_migrator` where an administrator has created the roles by hand.
 */
export async function migrate(administratorUrl: string): Promise<void> {
  const client = new Client({ connectionString: administratorUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1, $2)', [...LOCK]);
    if (new URL(administratorUrl).username !== 'tocsin_migrator') await prepareRoles(client, administratorUrl);
    await migrateSchema(administratorUrl);
    await migrateQueues(administratorUrl);
  } finally {
    await client.end();
  }
}

async function prepareRoles(client: Client, administratorUrl: string): Promise<void> {
  await ignoreExisting(client, `create role ${OWNER_ROLE} nologin nosuperuser nobypassrls`);
  for (const role of LOGIN_ROLES) {
    const password = escapeLiteral(rolePassword(administratorUrl, role));
    await ignoreExisting(client, `create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole`);
    await client.query(`alter role ${role} password ${password}`);
  }
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  const database = escapeIdentifier(rows[0]?.name ?? '');
  await client.query(`grant ${OWNER_ROLE} to tocsin_migrator`);
  await client.query(`grant create, connect on database ${database} to ${OWNER_ROLE}`);
  await client.query(`grant connect on database ${database} to tocsin_api, tocsin_worker`);
  await client.query(`grant ${OWNER_ROLE} to current_user`);
  await client.query(`create schema if not exists app authorization ${OWNER_ROLE}`);
  await client.query('create extension if not exists btree_gist with schema public');
}

/** Roles belong to the whole server: another database of it may have made them, this very moment even. */
async function ignoreExisting(client: Client, sql: string): Promise<void> {
  const already = new Set(['42710', '23505']);
  await client.query(sql).catch((error: { code?: string }) => {
    if (!already.has(error.code ?? '')) throw error as Error;
  });
}

async function migrateSchema(administratorUrl: string): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url: roleUrl(administratorUrl, 'tocsin_migrator'),
    extra: { options: `-c role=${OWNER_ROLE}`, max: 1 },
    schema: 'app',
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_step',
    migrationsTransactionMode: 'each',
    logging: false,
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function migrateQueues(administratorUrl: string): Promise<void> {
  const client = new Client({
    connectionString: roleUrl(administratorUrl, 'tocsin_migrator'),
    options: `-c role=${OWNER_ROLE}`,
  });
  await client.connect();
  try {
    await runQueueMigrations(client);
    // BullMQ would create a queue's sequence at its first job; the role that adds jobs may not create anything.
    for (const queue of ALL_QUEUES) {
      const { rows } = await client.query<{ name: string }>('select bullmq.job_id_seq_name($1) as name', [queue]);
      await client.query(`create sequence if not exists bullmq.${escapeIdentifier(rows[0]?.name ?? '')}`);
    }
    await client.query(`
      grant usage on schema bullmq to tocsin_worker;
      grant select, insert, update, delete on all tables in schema bullmq to tocsin_worker;
      grant usage on all sequences in schema bullmq to tocsin_worker;
      grant execute on all functions in schema bullmq to tocsin_worker`);
  } finally {
    await client.end();
  }
}
