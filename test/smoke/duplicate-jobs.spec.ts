import { setTimeout as pause } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { type Queue } from 'bullmq';
import { ALL_QUEUES } from '#contracts/routes.js';
import { newId } from '#kernel/ids.js';
import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

interface Carried {
  readonly id: string;
  readonly route: string;
}

const CLASS_G = { ...EXTINGUISHER, place: { site: '主校区', building: '食堂' }, observations: ['FI-32'] };

describe('a job that comes more than once', () => {
  let world: World;
  let inbox: Inbox;
  let queues: Map<string, Queue>;
  beforeEach(async () => {
    world = await World.begin('2026-09-21T10:09:00+08:00');
    inbox = new Inbox(world);
    queues = new Map(
      ALL_QUEUES.map((name) => [name, world.standalone.http.app.get<Queue>(getQueueToken(name), { strict: false })]),
    );
    await world.until('2026-09-21T10:10:00+08:00');
  });
  afterEach(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
    }
  });

  const deliveries = (): Promise<Carried[]> => world.query<Carried>('select id, route from app.delivery order by id');

  /** Each delivery twice as a job of its own, and all of a route once more in one job, the last one first. */
  const enqueueAgain = async (carried: readonly Carried[]): Promise<void> => {
    for (const [name, queue] of queues) {
      const ids = carried
        .filter((one) => one.route === name)
        .map((one) => one.id)
        .reverse();
      const batches = [ids, ...ids.map((id) => [id]), ...ids.map((id) => [id])].filter((batch) => batch.length > 0);
      await queue.addBulk(
        batches.map((batch) => ({
          name,
          data: { deliveries: batch },
          opts: { jobId: newId(), removeOnComplete: true },
        })),
      );
    }
  };

  const drained = async (): Promise<void> => {
    for (const queue of queues.values()) {
      for (;;) {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
        if (Object.values(counts).every((n) => n === 0)) break;
        await pause(10);
      }
    }
  };

  /** Everything that a second run could spoil. */
  const state = async (): Promise<Record<string, unknown>> => ({
    hazards: await world.query(
      'select id, version, status, grade, owner_id, due_at, due_version, history_seq from app.hazard order by id',
    ),
    obligations: await world.query(
      'select id, status, due_at, due_version, steps_taken, next_step_at from app.obligation order by id',
    ),
    steps: await world.query('select * from app.obligation_step order by obligation_id, due_version, fell_due_at'),
    alerts: await world.query('select id, acknowledged_at from app.alert order by id'),
    sends: await world.query(
      'select alert_id, state, attempts, possible_duplicate from app.alert_send order by alert_id',
    ),
    promised: (await deliveries()).length,
    letters: world.letters().length,
  });

  const closeOne = async (id: string): Promise<void> => {
    const asserted = { 'if-match': '*' };
    await (
      await world.as('s1-logistics')
    ).ok('POST', `/v1/hazards/${id}/rectification`, { note: '已更换。' }, asserted);
    await world.settled();
    const vice = await world.as('s1-vice');
    await vice.ok('POST', `/v1/hazards/${id}/verification`, { passed: true, close: true }, asserted);
  };

  const reportThree = async (): Promise<string> => {
    const officer = await world.as('s1-safety');
    const { id } = await officer.ok('POST', '/v1/hazards', EXTINGUISHER);
    await officer.ok('POST', '/v1/hazards', CLASS_G);
    await officer.ok('POST', '/v1/hazards', CELLAR_DORMITORY);
    return id;
  };

  const expectOnce = async (): Promise<void> =>
    inbox.received(
      ...['s1-logistics', 's1-safety', 's1-logistics', 's1-safety'].map(
        (who) => `09-21 10:10 rectify/created → ${who}`,
      ),
      ...['s1-logistics', 's1-principal', 'section', 'zone-east', 'deputy-director', 'government', 'city'].map(
        (who) => `09-21 10:10 rectify-major/created → ${who}`,
      ),
      ...['s1-logistics', 's1-principal'].map((who) => `09-21 10:10 interim-measure/created → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `09-21 10:10 file-plan/created → ${who}`),
      '09-21 10:10 verify/created → s1-vice',
    );

  it('changes nothing when its work is done', async () => {
    await closeOne(await reportThree().finally(() => world.settled()));
    await world.settled();
    await expectOnce();
    const before = await state();

    const all = await deliveries();
    const routes = new Set(all.map((one) => one.route));
    // Nothing was suspected of being major, and nothing came back.
    const silent = ALL_QUEUES.filter(
      (name) => !routes.has(name) && /^(hazard\.(?!suspected|reopened)|obligation|alert)/.test(name),
    );
    expect(silent).toEqual([]);
    await enqueueAgain(all);
    await drained();
    await world.settled();
    expect(await state()).toEqual(before);
  });

  it('changes nothing when it comes at the same time as the first', async () => {
    let isOver = false;
    const seen = new Set<string>();
    const echo = (async () => {
      for (let isLast = false; !isLast;) {
        isLast = isOver;
        const fresh = (await deliveries()).filter((one) => !seen.has(one.id));
        fresh.forEach((one) => seen.add(one.id));
        await enqueueAgain(fresh);
        await pause(1);
      }
    })();
    try {
      const id = await reportThree();
      await world.settled();
      await closeOne(id);
      await world.settled();
    } finally {
      isOver = true;
      await echo;
    }
    await drained();
    await world.settled();
    expect(seen.size).toBe((await deliveries()).length);
    await expectOnce();
    expect(world.letters()).toHaveLength(16);
    expect(await world.query('select 1 from app.alert_send where possible_duplicate or attempts <> 1')).toEqual([]);
  });

  it('decides nothing anew when a stage really runs again', async () => {
    await closeOne(await reportThree().finally(() => world.settled()));
    await world.settled();
    await expectOnce();
    const before = await state();
    await world.query(`update app.delivery set state = 'open', done_at = null`);
    await world.settled();
    expect(await state()).toEqual(before);
  });
});
