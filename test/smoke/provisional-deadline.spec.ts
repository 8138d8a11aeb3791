import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

/** The notice as it might come: the holiday lasts to Sunday 01-03. */
const NOTICE = {
  year: 2027,
  status: 'published',
  source: '国务院办公厅关于2027年部分节假日安排的通知（演练）',
  daysOff: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'],
  makeUpWorkdays: [],
};

describe('a deadline in a year whose holidays are not announced', () => {
  let world: World;
  let inbox: Inbox;
  beforeAll(async () => {
    world = await World.begin('2026-12-18T09:59:00+08:00');
    inbox = new Inbox(world);
  });
  afterAll(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world?.end();
    }
  });

  it('is provisional, is confirmed by the notice, and moves with its amendment', async () => {
    const [officer, chief] = [await world.as('s1-safety'), await world.as('section-chief')];
    await world.until('2026-12-18T10:00:00+08:00');
    const { id } = await officer.ok('POST', '/v1/hazards', {
      ...EXTINGUISHER,
      category: 'management',
      description: '本学期没有组织应急疏散演练。',
      observations: ['MG-01'],
    });
    await world.settled();
    await inbox.received('12-18 10:00 rectify/created → s1-safety', '12-18 10:00 rectify/created → s1-vice');
    const deadline = () => officer.ok('GET', `/v1/hazards/${id}/deadline`);
    // Fifteen days end on Saturday 01-02; the first workday after the weekend is 01-04.
    expect(await deadline()).toMatchObject({
      provisional: true,
      dueAt: '2027-01-05T00:00:00.000+08:00',
      dueVersion: 1,
      lastDay: '2027-01-04',
    });

    expect((await officer.send('PUT', '/v1/calendars/2027', NOTICE)).status).toBe(403);
    expect(await chief.ok('PUT', '/v1/calendars/2027', NOTICE)).toMatchObject({ recounted: 1, moved: 0 });
    expect(await deadline()).toMatchObject({
      provisional: false,
      dueAt: '2027-01-05T00:00:00.000+08:00',
      dueVersion: 1,
    });

    await world.until('2027-01-01T12:00:00+08:00');
    await inbox.received('01-01 08:07 rectify/before-3d → s1-vice');
    const amended = { ...NOTICE, daysOff: [...NOTICE.daysOff, '2027-01-04'] };
    expect(await chief.ok('PUT', '/v1/calendars/2027', amended)).toMatchObject({ recounted: 1, moved: 1 });
    expect(await deadline()).toMatchObject({
      provisional: false,
      dueAt: '2027-01-06T00:00:00.000+08:00',
      dueVersion: 2,
    });

    // The climb follows the new due date under a version of its own, and announces nothing a second time.
    await world.until('2027-01-06T12:00:00+08:00');
    await inbox.received(
      '01-02 08:07 rectify/before-3d → s1-vice',
      '01-04 08:07 rectify/before-1d → s1-vice',
      '01-06 00:05 rectify/overdue → s1-vice',
    );
    const steps = await world.query<{ step: string }>(
      `select due_version || '/' || step_id as step from app.obligation_step order by fell_due_at`,
    );
    expect(steps.map((one) => one.step)).toEqual([
      '1/created',
      '1/before-3d',
      '2/before-3d',
      '2/before-1d',
      '2/overdue',
    ]);
    const { items } = await officer.ok('GET', `/v1/hazards/${id}/timeline`);
    const types = items.map((one: { type: string }) => one.type);
    expect(types).toEqual(expect.arrayContaining(['hazard.due-confirmed', 'hazard.due-moved']));
  });
});
