import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

describe('from a report to an alert that climbs', () => {
  let world: World;
  let inbox: Inbox;
  const begin = async (at: string): Promise<void> => {
    world = await World.begin(at);
    inbox = new Inbox(world);
  };
  afterEach(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
    }
  });

  it('a general hazard that is closed in time alarms nobody above', async () => {
    await begin('2026-09-21T09:59:00+08:00');
    const [officer, owner, vice] = [
      await world.as('s1-safety'),
      await world.as('s1-logistics'),
      await world.as('s1-vice'),
    ];
    await world.until('2026-09-21T10:00:00+08:00');
    const { id, number } = await officer.ok('POST', '/v1/hazards', EXTINGUISHER);
    expect(number).toBe('D1-S1-2026-0001');
    await world.settled();
    expect(await officer.ok('GET', `/v1/hazards/${id}`)).toMatchObject({
      status: 'assigned',
      grade: { value: 'general', suspected: false, ruleIds: ['FI-31'] },
      owner: { name: '赵军', role: 'logistics-head' },
      monitor: { name: '王芳', role: 'vice-principal' },
      dueAt: '2026-09-29T00:00:00.000+08:00',
      dueVersion: 1,
      overdue: false,
    });
    await inbox.received('09-21 10:00 rectify/created → s1-logistics', '09-21 10:00 rectify/created → s1-safety');

    await world.until('2026-09-26T09:00:00+08:00');
    await inbox.received('09-25 08:07 rectify/before-3d → s1-logistics');
    const done = { note: '灭火器已全部更换并贴上检查卡。' };
    expect((await owner.post(`/v1/hazards/${id}/rectification`, done)).status).toBe(428);
    const submitted = await owner.ok('POST', `/v1/hazards/${id}/rectification`, done, { 'if-match': '*' });
    expect(submitted.status).toBe('rectified');
    await world.settled();
    await inbox.received('09-26 09:00 verify/created → s1-vice');

    const verified = await vice.send('POST', `/v1/hazards/${id}/verification`, { passed: true }, { 'if-match': '*' });
    expect(verified).toMatchObject({ status: 200, body: { status: 'verified' } });
    const etag = verified.headers.get('etag') ?? '';
    const closed = await vice.ok('POST', `/v1/hazards/${id}/closure`, {}, { 'if-match': etag });
    expect(closed).toMatchObject({ status: 'closed', overdue: false });
    await world.until('2026-11-30T09:00:00+08:00');
    await inbox.nothingElse();
  });

  it('climbs rank by rank when nobody acts, over the National Day holidays', async () => {
    await begin('2026-09-28T09:59:00+08:00');
    const officer = await world.as('s1-safety');
    await world.until('2026-09-28T10:00:00+08:00');
    const { id } = await officer.ok('POST', '/v1/hazards', EXTINGUISHER);
    await world.settled();
    await inbox.received('09-28 10:00 rectify/created → s1-logistics', '09-28 10:00 rectify/created → s1-safety');
    // The seventh day, 10-05, is a day off, and so are those up to 10-07: the term ends with 10-08.
    const state = () => officer.ok('GET', `/v1/hazards/${id}`);
    expect(await state()).toMatchObject({ dueAt: '2026-10-09T00:00:00.000+08:00', overdue: false });

    await world.until('2026-10-08T23:59:00+08:00');
    await inbox.received(
      '10-05 08:07 rectify/before-3d → s1-logistics',
      '10-07 08:07 rectify/before-1d → s1-logistics',
    );
    expect((await state()).overdue).toBe(false);

    await world.until('2026-10-09T00:04:00+08:00');
    expect((await state()).overdue).toBe(true);
    await inbox.nothingElse();
    await world.until('2026-10-09T00:06:00+08:00');
    await inbox.received('10-09 00:05 rectify/overdue → s1-logistics', '10-09 00:05 rectify/overdue → s1-vice');
    await world.until('2026-10-11T12:00:00+08:00');
    await inbox.received('10-10 00:05 rectify/overdue-1d → s1-principal');
    await world.until('2026-10-15T12:00:00+08:00');
    await inbox.received('10-12 00:05 rectify/overdue-3d → section', '10-12 00:05 rectify/overdue-3d → zone-east');
    await world.until('2026-10-23T12:00:00+08:00');
    await inbox.received('10-16 00:05 rectify/overdue-7d → section-chief');
    await world.until('2026-11-30T09:00:00+08:00');
    await inbox.received('10-24 00:05 rectify/overdue-15d → deputy-director');
    expect(await state()).toMatchObject({ status: 'assigned', overdue: true, dueVersion: 1 });
  });

  it('fails a story that an alert reaches which it did not name', async () => {
    await begin('2026-09-21T09:59:00+08:00');
    const officer = await world.as('s1-safety');
    await world.until('2026-09-21T10:00:00+08:00');
    await officer.ok('POST', '/v1/hazards', EXTINGUISHER);
    await world.settled();
    await expect(inbox.received('09-21 10:00 rectify/created → s1-logistics')).rejects.toThrow(
      'unexpected: 09-21 10:00 rectify/created → s1-safety',
    );
    await expect(inbox.received('09-25 08:07 rectify/before-3d → s1-logistics')).rejects.toThrow(/^missing: {4}09-25/m);
  });
});
