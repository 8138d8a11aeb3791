import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAILPOINTS } from '#platform/failpoint.js';
import { ask } from '../harness/database.js';
import { brokenInvariants } from '../harness/invariants.js';
import { District } from './district.js';
import { outcomeOf, quiet } from './outcome.js';
import { KIND_NAMES } from './reporter.js';
import { runCommand } from './tocsin-process.js';

const UNHARMED = 'unharmed';

/** kill -9 of the standalone at ten named points of the flow, and what becomes of the reports that it had accepted. */
describe('a process that dies', () => {
  let district: District;
  beforeAll(async () => {
    district = await District.open();
    await district.reporter.batch(UNHARMED);
    await quiet(() => district.databaseUrl);
  });
  afterAll(async () => {
    await district?.close();
    district?.remove();
  });

  it.each(FAILPOINTS)('at %s loses nothing and does nothing twice', async (point) => {
    await district.kill();
    const doomed = await district.restart(point);
    const answered = district.reporter.batch(point);
    const { signal, said } = await doomed.died;
    expect({ signal, said }).toEqual({ signal: 'SIGKILL', said: expect.stringContaining(`failpoint ${point}\n`) });

    await district.restart();
    expect(await answered).toHaveLength(KIND_NAMES.length);
    await quiet(() => district.databaseUrl);
    const outcome = await outcomeOf(district.databaseUrl, point);
    expect(Object.keys(outcome).sort()).toEqual([...KIND_NAMES].sort());
    expect(outcome).toEqual(await outcomeOf(district.databaseUrl, UNHARMED));
    expect(await brokenInvariants(district.databaseUrl)).toEqual([]);
  });

  it('goes on climbing in all its cases alike', async () => {
    const { now } = await district.admin.ok<{ now: string }>('POST', '/v1/clock', { advance: 'P10D' });
    expect(now).toMatch(/^2026-10-01T10:/);
    const expected = (await outcomeOf(district.databaseUrl, UNHARMED)) as Record<string, { steps: string[] }>;
    expect(expected['extinguisher']?.steps).toEqual([
      'rectify/1/before-1d',
      'rectify/1/before-3d',
      'rectify/1/created',
      'rectify/1/overdue',
      'rectify/1/overdue-1d',
    ]);
    for (const point of FAILPOINTS)
      expect([point, await outcomeOf(district.databaseUrl, point)]).toEqual([point, expected]);
    expect(await brokenInvariants(district.databaseUrl)).toEqual([]);
  });

  it('keeps what it answered, one letter for each alert, and its history', async () => {
    const stored = await ask(
      district.databaseUrl,
      `select client_report_id as "clientReportId", id, number from app.hazard order by client_report_id`,
    );
    const answered = district.reporter.answered.map(({ clientReportId, id, number }) => ({
      clientReportId,
      id,
      number,
    }));
    expect(stored).toEqual(answered.sort((a, b) => (a.clientReportId < b.clientReportId ? -1 : 1)));

    const [sent] = await ask<{ accepted: number; uncertain: number }>(
      district.databaseUrl,
      `select count(distinct message_id) filter (where state = 'accepted')::int as accepted, count(*) filter (where possible_duplicate)::int as uncertain
       from app.alert_send`,
    );
    const letters = readdirSync(join(district.directory, 'outbox')).filter(
      (name) => name.endsWith('.eml') && !name.startsWith('.'),
    );
    expect(letters).toHaveLength(sent?.accepted ?? -1);
    // Those that were on the wire when it died, and no others.
    expect(sent?.uncertain).toBeGreaterThanOrEqual(2);

    expect((await district.process.stop()).code).toBe(0);
    const verified = await runCommand('verify-history', district.directory);
    expect(verified).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^\d+ events in \d+ chains read, 0 faults$/m),
    });
  });
});
