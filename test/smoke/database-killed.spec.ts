import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, TocsinProcess } from '../chaos/tocsin-process.js';
import { brokenInvariants } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const WITHIN_MS = 40_000;

async function untilReadinessIs(wanted: boolean, address: string): Promise<void> {
  const until = performance.now() + WITHIN_MS;
  while (performance.now() < until) {
    const { ok } = await fetch(`${address}/health/ready`);
    if (ok === wanted) return;
    await pause(5);
  }
  throw new Error(`readiness did not become ${wanted}`);
}

describe('when the embedded server is killed', () => {
  it('the standalone loses its readiness, starts it again and goes on where it was', async () => {
    const world = await World.begin('2026-09-01T08:00:00+08:00', { DELIVERY_LEASE_SECONDS: '1' });
    try {
      const officer = await world.as('s1-safety');
      const before = await officer.ok<{ id: string }>('POST', '/v1/hazards', EXTINGUISHER);
      // A rehearsal's server does not wait for its disk, so a kill would take back the last moments.
      await world.query('checkpoint');
      const pid = Number(readFileSync(join(world.directory, 'database/postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      await untilReadinessIs(false, world.standalone.address);
      await untilReadinessIs(true, world.standalone.address);

      const after = await officer.ok<{ id: string }>('POST', '/v1/hazards', EXTINGUISHER);
      await world.settled();
      for (const { id } of [before, after]) {
        expect(await officer.ok('GET', `/v1/hazards/${id}`)).toMatchObject({
          status: 'assigned',
          owner: { name: '赵军' },
        });
      }
      expect((await world.alerts()).map(({ to, step }) => `${step} → ${to}`).toSorted()).toEqual([
        'created → s1-logistics',
        'created → s1-logistics',
        'created → s1-safety',
        'created → s1-safety',
      ]);
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
      const listening = await world.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where application_name = 'tocsin relay wake'`,
      );
      expect(listening).toEqual([{ n: 1 }]);
    } finally {
      await world.end();
    }
  });

  it('and cannot be started again, the standalone says so and ends with 1', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-'));
    const tocsin = TocsinProcess.launch(directory, await freePort(), { env: { CLOCK: 'system' } });
    try {
      await tocsin.ready();
      renameSync(join(directory, 'database/global/pg_control'), join(directory, 'database/global/pg_control.lost'));
      process.kill(tocsin.server.pid, 'SIGKILL');
      await untilReadinessIs(false, tocsin.address);
      expect(await tocsin.died).toMatchObject({ code: 1, signal: null });
    } finally {
      await tocsin.kill();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
