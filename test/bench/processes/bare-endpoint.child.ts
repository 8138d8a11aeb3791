import { createHash } from 'node:crypto';
import { fastify } from 'fastify';
import { Pool, type PoolClient } from 'pg';
import { newId } from '#kernel/ids.js';
import { type ReportBody } from '../district.js';
import { serveParent } from './serve-parent.js';

/**
 * What one would write in an afternoon: Fastify as it comes and `pg` as it comes. Each POST is one transaction of five round
 * trips: BEGIN, the hazard's row, its event's row, its delivery's row, COMMIT. No sign-in, no validation, no school looked
 * up, no number, no chain, no row-level security, no log line. `indexed` holds copies of our tables with all of their
 * indexes, `plain` the same columns with primary keys alone.
 */
const SCHEMAS = ['indexed', 'plain'] as const;

const app = fastify({ logger: false });
let pool: Pool | undefined;

async function start(databaseUrl: string, connections: number): Promise<{ address: string }> {
  pool = new Pool({ connectionString: databaseUrl, max: connections });
  await pool.query(`
    create schema indexed; create schema plain;
    create table indexed.hazard (like app.hazard including defaults including constraints including indexes);
    create table indexed.event (like app.event including defaults including constraints including indexes);
    create table indexed.delivery (like app.delivery including all);
    create table plain.hazard (like app.hazard including defaults, primary key (id));
    create table plain.event (like app.event including defaults, primary key (stream, seq));
    create table plain.delivery (like app.delivery including defaults including identity, primary key (id))`);
  for (const schema of SCHEMAS) {
    app.post(`/${schema}/hazards`, async (request, reply) => {
      const id = await store(schema, request.body as ReportBody);
      return reply.code(201).header('Location', `/hazards/${id}`).send({ id, status: 'reported' });
    });
  }
  return { address: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

async function store(schema: string, body: ReportBody): Promise<string> {
  const client = await (pool as Pool).connect();
  try {
    await client.query('BEGIN');
    const id = await insert(client, schema, body);
    await client.query('COMMIT');
    return id;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const PATH = '{0,1,2,3,4}';
const ZERO = Buffer.alloc(32);

async function insert(client: PoolClient, schema: string, body: ReportBody): Promise<string> {
  const id = newId();
  const now = new Date();
  const canonical = Buffer.from(JSON.stringify(body));
  const hash = createHash('sha256').update(canonical).digest();
  const { place } = body;
  await client.query(
    `insert into ${schema}.hazard (id, number, organisation_id, path, district_id, status, site, building, spot, place_key,
       category, description, observations, source, discovered_at, reported_at, reported_by, history_seq, history_hash)
     values ($1, $2, 4, $3, 3, 'reported', $4, $5, $6, $7, $8, $9, $10, 'self-check', $11, $11, $12, 1, $13)`,
    [
      id,
      `D01-${body.organisationCode}-2026-${id}`,
      PATH,
      place.site,
      place.building,
      place.spot,
      `${body.organisationCode}/${place.site}/${place.building}/${place.spot}`,
      body.category,
      body.description,
      body.observations ?? [],
      now,
      id,
      hash,
    ],
  );
  await client.query(
    `insert into ${schema}.event (stream, seq, stream_kind, type, at, actor, canonical, previous, hash)
     values ($1, 1, 'hazard', 'hazard.reported', $2, $3, $4, $5, $6)`,
    [id, now, `person:${id}`, canonical, ZERO, hash],
  );
  await client.query(
    `insert into ${schema}.delivery (route, event_type, subject_id, request_id, organisation_id, path)
     values ('hazard.reported.grading', 'hazard.reported', $1, $2, 4, $3)`,
    [id, id, PATH],
  );
  return id;
}

serveParent({ start }, async () => {
  await app.close();
  await pool?.end();
});
