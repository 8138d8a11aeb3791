import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { PostOffice } from '../harness/post-office.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const OWNER = 's1-logistics@s1.example';
const OFFICER = 's1-safety@s1.example';

describe('letters', () => {
  let office: PostOffice;
  let world: World;
  let inbox: Inbox;
  beforeEach(async () => {
    office = await PostOffice.open();
    world = await World.begin('2026-09-21T10:09:00+08:00', { SMTP_URL: office.url });
    inbox = new Inbox(world);
    await world.until('2026-09-21T10:10:00+08:00');
  });
  afterEach(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
      await office.close();
    }
  });

  const report = async (body: object): Promise<void> => {
    await (await world.as('s1-safety')).ok('POST', '/v1/hazards', body);
    await world.settled();
  };

  const messageIdTo = async (username: string, step: string): Promise<string> => {
    const [row] = await world.query<{ id: string }>(
      'select a.id from app.alert a join app.person p on p.id = a.recipient_id where p.username = $1 and a.step_id = $2',
      [username, step],
    );
    return `<alert.${row?.id}.email@tocsin>`;
  };

  it('carry the same Message-ID however often they are tried, and are accepted once', async () => {
    office.trouble(OWNER, 451);
    office.trouble(OFFICER, 'line-breaks');
    await report(EXTINGUISHER);
    await inbox.received('09-21 10:10 rectify/created → s1-logistics', '09-21 10:10 rectify/created → s1-safety');
    for (const [address, username] of [
      [OWNER, 's1-logistics'],
      [OFFICER, 's1-safety'],
    ] as const) {
      const messageId = await messageIdTo(username, 'created');
      expect(office.to(address)).toMatchObject([
        { messageId, accepted: false },
        { messageId, accepted: true },
      ]);
    }
    expect(await world.query('select state, attempts from app.alert_send')).toEqual([
      { state: 'accepted', attempts: 2 },
      { state: 'accepted', attempts: 2 },
    ]);
  });

  it('that are refused for good wait for a person, who sends them again when the fault is mended', async () => {
    office.trouble(OWNER, 550);
    await report(EXTINGUISHER);
    await inbox.received('09-21 10:10 rectify/created → s1-logistics', '09-21 10:10 rectify/created → s1-safety');
    expect(office.to(OWNER)).toMatchObject([{ accepted: false }]);

    const admin = await world.as('admin');
    const { items } = await admin.ok('GET', '/v1/deliveries?state=dead');
    expect(items).toMatchObject([
      { route: 'alert.raised.notification', state: 'dead', error: expect.stringMatching(/550/) },
    ]);
    expect((await (await world.as('s1-principal')).get('/v1/deliveries?state=dead')).status).toBe(403);
    expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([
      expect.stringMatching(/^no delivery died: 1 ×/),
    ]);

    expect(await admin.ok('POST', `/v1/deliveries/${items[0].id}/replay`)).toMatchObject({ state: 'open' });
    await world.settled();
    const messageId = await messageIdTo('s1-logistics', 'created');
    expect(office.to(OWNER)).toMatchObject([
      { messageId, accepted: false },
      { messageId, accepted: true },
    ]);
    expect((await admin.ok('GET', '/v1/deliveries?state=dead')).items).toEqual([]);
    expect((await admin.post(`/v1/deliveries/${items[0].id}/replay`)).status).toBe(409);
  });

  it('wait over the night for the morning, save for what cannot wait', async () => {
    await report(EXTINGUISHER);
    await world.until('2026-09-29T00:30:00+08:00');
    await inbox.received(
      '09-21 10:10 rectify/created → s1-logistics',
      '09-21 10:10 rectify/created → s1-safety',
      '09-25 08:07 rectify/before-3d → s1-logistics',
      '09-27 08:07 rectify/before-1d → s1-logistics',
      '09-29 00:05 rectify/overdue → s1-logistics',
      '09-29 00:05 rectify/overdue → s1-vice',
    );
    const posted = (): number => office.letters.length;
    expect(posted()).toBe(4);

    // Carried a second time in the night, as after a crash: its hour has not come nearer.
    await world.query(`update app.delivery set state = 'open', done_at = null
      where route = 'alert.raised.notification' and created_at = (select max(created_at) from app.delivery)`);
    await world.settled();
    expect(posted()).toBe(4);

    await report(CELLAR_DORMITORY);
    expect(posted()).toBe(4 + 11);
    await inbox.received(
      ...['s1-logistics', 's1-principal', 'section', 'zone-east', 'deputy-director', 'government', 'city'].map(
        (who) => `09-29 00:30 rectify-major/created → ${who}`,
      ),
      ...['s1-logistics', 's1-principal'].map((who) => `09-29 00:30 interim-measure/created → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `09-29 00:30 file-plan/created → ${who}`),
    );
    await world.query(`update app.obligation set status = 'cancelled', next_step_at = null 
      where kind in ('acknowledge-alert', 'interim-measure', 'file-plan')`);

    await world.until('2026-09-29T08:09:00+08:00');
    expect(posted()).toBe(4 + 11);
    await world.until('2026-09-29T08:35:00+08:00');
    expect(posted()).toBe(4 + 11 + 2);
    expect(office.to('s1-vice@s1.example')).toMatchObject([
      { messageId: await messageIdTo('s1-vice', 'overdue'), accepted: true },
    ]);
  });
});
