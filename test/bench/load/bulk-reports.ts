import { Client } from 'pg';
import { newId } from '#kernel/ids.js';
import { queuesFor } from '#contracts/routes.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { placeKey } from '#hazards/grading/place-key.js';
import { canonicalJson } from '#store/history/canonical-json.js';
import { reportBodies } from '../district.js';

const PER_CALL = 250;

/**
 * Reports hazards through app.report_hazards as the API's role, a few hundred per transaction, and wakes the relays after
 * each. They are the demo's reports over and over, each round at spots of its own.
 */
export async function reportInBulk(databaseUrl: string, count: number, firstRound: number): Promise<void> {
  const reports = Array.from({ length: Math.ceil(count / reportBodies().length) }, (_, index) =>
    reportBodies({ round: firstRound + index }),
  ).flat();
  const client = new Client({ connectionString: roleUrl(databaseUrl, 'tocsin_api') });
  await client.connect();
  try {
    for (let at = 0; at < count; at += PER_CALL) {
      const rows = reports.slice(at, Math.min(at + PER_CALL, count)).map((body) => ({
        ...body.place,
        id: newId(),
        organisationCode: body.organisationCode,
        placeKey: placeKey({ ...body.place, organisationCode: body.organisationCode }),
        category: body.category,
        description: body.description,
        observations: body.observations ?? [],
        externalCause: false,
        source: 'self-check',
        canonical: canonicalJson(body),
      }));
      const sql = `select count(*) filter (where refused is not null)::int as refused from app.report_hazards('{0}', null, $1, null, $2)`;
      const { rows: answers } = await client.query<{ refused: number }>(sql, [
        queuesFor('hazard.reported'),
        JSON.stringify(rows),
      ]);
      if (answers[0]?.refused !== 0) throw new Error(`${answers[0]?.refused} reports were refused`);
      await client.query('notify tocsin_relay');
    }
  } finally {
    await client.end();
  }
}
