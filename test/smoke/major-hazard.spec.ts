import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { CELLAR_DORMITORY } from '../harness/reports.js';
import { World } from '../harness/world.js';

const PLAN = {
  goals: '学生全部迁出，地下一层恢复为库房。',
  methods: '封闭出入口，改造电气线路。',
  funds: '12 万元，已列入预算。',
  responsible: '总务处。',
  schedule: '12 月 15 日前。',
  safety: '停用地下一层，专人值守。',
};

/** Whoever has to act on the spot is also asked for interim measures, and for the plan. */
const ON_THE_SPOT = ['s1-logistics', 's1-principal'];
const FIRST_TOLD = ['s1-logistics', 's1-principal', 'section', 'zone-east', 'deputy-director', 'government', 'city'];

describe('a major hazard', () => {
  let world: World;
  let inbox: Inbox;
  let id: string;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:59:00+08:00');
    inbox = new Inbox(world);
    const officer = await world.as('s1-safety');
    await world.until('2026-09-21T10:00:00+08:00');
    id = (await officer.ok('POST', '/v1/hazards', CELLAR_DORMITORY)).id;
    await world.settled();
  });
  afterAll(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world?.end();
    }
  });

  const statusFor = async (username: string): Promise<number> =>
    (await (await world.as(username)).get(`/v1/hazards/${id}`)).status;

  const acknowledge = async (username: string): Promise<void> => {
    const client = await world.as(username);
    const { items } = await client.ok('GET', '/v1/alerts?status=open');
    expect(items).toHaveLength(1);
    await client.ok('POST', `/v1/alerts/${items[0].id}/acknowledgement`);
  };

  it('alerts the government and the city bureau in the minute of its report', async () => {
    await inbox.received(
      ...FIRST_TOLD.map((who) => `09-21 10:00 rectify-major/created → ${who}`),
      ...ON_THE_SPOT.map((who) => `09-21 10:00 interim-measure/created → ${who}`),
      ...ON_THE_SPOT.map((who) => `09-21 10:00 file-plan/created → ${who}`),
    );
    const alerts = await world.alerts();
    expect(alerts.find((one) => one.to === 'government')).toMatchObject({
      title: expect.stringMatching(/发现重大隐患：青槐区第一小学/),
      body: expect.stringMatching(/区政府安委办马骏：\n\n青槐区第一小学发现一处重大隐患，按规定立即报告。/),
    });
    expect(world.letters()).toHaveLength(FIRST_TOLD.length + 2 * ON_THE_SPOT.length);
  });

  it('is readable by those who were told, and by nobody beside them', async () => {
    const readers = ['government', 'city', 'deputy-director', 'zone-east', 's1-vice'];
    for (const who of readers) expect([who, await statusFor(who)]).toEqual([who, 200]);
    const others = ['d2-section', 't1-principal', 'zone-west', 's2-principal'];
    for (const who of others) expect([who, await statusFor(who)]).toEqual([who, 404]);
  });

  it('is repeated every half hour to those who do not acknowledge, four times', async () => {
    await acknowledge('government');
    const principal = await world.as('s1-principal');
    const measures = { measures: ['suspend-use', 'evacuate'], note: '学生已全部迁出，地下一层已上锁。' };
    await principal.ok('POST', `/v1/hazards/${id}/interim-measures`, measures, { 'if-match': '*' });
    await principal.ok('POST', `/v1/hazards/${id}/plan`, PLAN, { 'if-match': '*' });
    await world.until('2026-09-21T10:35:00+08:00');
    const silent = [...FIRST_TOLD.filter((who) => who !== 'government'), ...ON_THE_SPOT];
    await inbox.received(...silent.map((who) => `09-21 10:30 acknowledge-alert/unacknowledged → ${who}`));
    const again = (await world.alerts()).find((one) => one.kind === 'acknowledge-alert' && one.to === 'city');
    expect(again?.title).toMatch(/^【再次提醒】.*发现重大隐患/);

    // A repeat is acknowledged as the alert that it repeats.
    const city = await world.as('city');
    const open = (await city.ok('GET', '/v1/alerts?status=open')).items as { id: string; kind: string }[];
    expect(open.map((one) => one.kind).sort()).toEqual(['acknowledge-alert', 'rectify-major']);
    const original = open.find((one) => one.kind === 'rectify-major');
    await city.ok('POST', `/v1/alerts/${original?.id}/acknowledgement`);

    await world.until('2026-09-21T15:00:00+08:00');
    const stillSilent = silent.filter((who) => who !== 'city');
    const lines = ['11:00#1', '11:30#2', '12:00#3'].flatMap((one) => {
      const [time, turn] = one.split('#');
      return stillSilent.map((who) => `09-21 ${time} acknowledge-alert/unacknowledged#${turn} → ${who}`);
    });
    await inbox.received(...lines);
  });

  it('climbs all the same when its term has passed', async () => {
    // Ninety days from 09-21 end on Sunday 12-20, which does not move for a major hazard.
    await world.until('2026-12-20T23:00:00+08:00');
    await inbox.received(
      ...['s1-logistics', 's1-principal'].map((who) => `11-05 09:07 rectify-major/half-term → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `12-17 08:07 rectify-major/before-3d → ${who}`),
      ...['s1-logistics', 's1-principal'].map((who) => `12-19 08:07 rectify-major/before-1d → ${who}`),
    );
    const officer = await world.as('s1-safety');
    expect(await officer.ok('GET', `/v1/hazards/${id}`)).toMatchObject({
      dueAt: '2026-12-21T00:00:00.000+08:00',
      overdue: false,
    });

    await world.until('2026-12-21T00:10:00+08:00');
    const overdue = ['s1-logistics', 's1-principal', 's1-vice', 'section'];
    await inbox.received(...overdue.map((who) => `12-21 00:05 rectify-major/overdue → ${who}`));
    for (const who of overdue) {
      const client = await world.as(who);
      for (const one of (await client.ok('GET', '/v1/alerts?status=open')).items) {
        await client.ok('POST', `/v1/alerts/${one.id}/acknowledgement`);
      }
    }
    await world.until('2027-01-10T12:00:00+08:00');
    await inbox.received(
      '12-22 00:05 rectify-major/overdue-1d → deputy-director',
      '12-24 00:05 rectify-major/overdue-3d → director',
      '12-28 00:05 rectify-major/overdue-7d → city',
      '12-28 00:05 rectify-major/overdue-7d → government',
      '01-05 00:05 rectify-major/overdue-15d → city',
      '01-05 00:05 rectify-major/overdue-15d → province',
    );
  });
});
