import { roleUrl } from '#platform/database/database-roles.js';
import { ask } from '../harness/database.js';
import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const TIP_OFF = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '宿舍楼', spot: '二层' },
  category: '消防',
  description: '宿舍二层灭火器压力不足，无人更换。',
};

describe('a tip-off from the public', () => {
  let world: World;
  let anybody: Client;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    anybody = world.anonymous();
  });
  afterAll(() => world?.end());

  const refusal = async (change: object): Promise<unknown[]> => {
    const { status, body } = await anybody.post('/v1/tip-offs', { ...TIP_OFF, ...change });
    return [
      status,
      ...(body.errors ?? []).map(
        ({ pointer, message }: { pointer: string; message: string }) => `${pointer} ${message}`,
      ),
    ];
  };

  it('becomes a hazard of the school, of which its sender sees one word', async () => {
    const { trackingCode, ...rest } = await anybody.ok('POST', '/v1/tip-offs', TIP_OFF);
    expect(trackingCode).toMatch(/^[\w-]{22}$/);
    expect(rest).toEqual({});
    const status = async (): Promise<unknown> => anybody.ok('GET', `/v1/tip-offs/${trackingCode}`);
    await world.settled();
    await expect(status()).resolves.toEqual({ status: 'being-handled' });

    const section = await world.as('section');
    const { items } = await section.ok('GET', '/v1/hazards?under=S1');
    expect(items).toEqual([
      expect.objectContaining({
        number: 'D1-S1-2026-0001',
        source: 'tip-off',
        category: 'fire',
        description: TIP_OFF.description,
        status: 'assigned',
      }),
    ]);
    const [stored] = await world.query(
      `select h.reported_by, e.actor, encode(t.code_hash, 'hex') as hash from app.tip_off t
       join app.hazard h on h.id = t.hazard_id join app.event e on e.stream = h.id and e.seq = 1`,
    );
    expect(stored).toEqual({ reported_by: null, actor: 'system', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(await world.query('select * from app.tip_off'))).not.toContain(trackingCode);

    await world.query(
      `update app.hazard set status = 'closed', closed_at = app.now() where number = 'D1-S1-2026-0001'`,
    );
    await expect(status()).resolves.toEqual({ status: 'closed' });
  });

  describe('that the bureau does not take up', () => {
    const REASON = '举报不实：到场核查，灭火器均在有效期内。';
    const rejection = async (who: string, id: string, reason = REASON) =>
      (await world.as(who)).send('POST', `/v1/hazards/${id}/rejection`, { reason }, { 'if-match': '*' });
    let id: string;
    let trackingCode: string;
    beforeAll(async () => {
      ({ trackingCode } = await anybody.ok('POST', '/v1/tip-offs', { ...TIP_OFF, organisationCode: 'S2' }));
      await world.settled();
      const { items } = await (await world.as('section')).ok('GET', '/v1/hazards?under=S2');
      ({ id } = items[0]);
    });

    it('is the section’s to reject: the school gets the same answer as for any hazard', async () => {
      const own = await (
        await world.as('s2-safety')
      ).ok('POST', '/v1/hazards', {
        organisationCode: 'S2',
        place: { site: '主校区' },
        category: 'fire',
        description: '走廊灭火器压力不足。',
      });
      await world.settled();
      for (const who of ['s2-principal', 's2-safety', 'zone-east']) {
        const [tipOff, plain] = [await rejection(who, id), await rejection(who, own.id)];
        expect([who, tipOff.status, tipOff.body.detail]).toEqual([who, 403, plain.body.detail]);
      }
      expect((await rejection('d2-section', id)).status).toBe(404);
      // Other reports are rejected alike, so that a rejected hazard tells nothing of how it came.
      expect(await rejection('section', own.id)).toMatchObject({ status: 200, body: { status: 'rejected' } });
      expect((await rejection('section', id, ' ')).status).toBe(400);
    });

    it('is a hazard that was not taken up, and nothing is owed or told any more', async () => {
      const before = (await world.alerts()).length;
      expect((await rejection('section', id)).body).toMatchObject({ status: 'rejected', overdue: false });
      await world.fastForward('P40D');
      const told = (await world.alerts()).slice(before).filter(({ body }) => body.includes('D1-S2-2026-0001'));
      expect(told).toEqual([]);
      const owed = await world.query(
        `select kind from app.obligation where subject_id = $1 and status in ('open', 'paused')`,
        [id],
      );
      expect(owed).toEqual([]);
      expect((await rejection('section', id)).status).toBe(409);
      expect(await anybody.ok('GET', `/v1/tip-offs/${trackingCode}`)).toEqual({ status: 'closed' });
    });

    it('never shows the school that there was a tip-off, nor why it was rejected', async () => {
      for (const who of ['s2-principal', 's2-safety']) {
        const client = await world.as(who);
        const seen = [
          await client.get(`/v1/hazards/${id}`),
          await client.get('/v1/hazards?under=S2'),
          await client.get(`/v1/hazards/${id}/timeline`),
          await client.get(`/v1/hazards/${id}/grade`),
          await client.get('/v1/alerts'),
        ];
        expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
        expect(JSON.stringify(seen.map(({ body }) => body))).not.toMatch(/tip-off|tipOff|举报|不实|均在有效期/);
      }
      expect((await (await world.as('s2-principal')).get(`/v1/hazards/${id}/rejection`)).status).toBe(403);
      const section = await world.as('section');
      expect(await section.ok('GET', `/v1/hazards/${id}`)).toMatchObject({ source: 'tip-off' });
      expect(await section.ok('GET', `/v1/hazards/${id}/rejection`)).toMatchObject({
        reason: REASON,
        rejectedBy: '郑洁',
      });
    });

    it('reads to the school as an inspection by anybody else does, and to those above as what it is', async () => {
      const section = await world.as('section');
      const inspected = await section.ok('POST', '/v1/hazards', {
        organisationCode: 'S2',
        place: TIP_OFF.place,
        category: 'fire',
        description: '宿舍二层灭火器压力不足。',
        source: 'inspection',
      });
      const firstAs = async (who: string, of: string) => {
        const { items } = await (await world.as(who)).ok('GET', `/v1/hazards/${of}/timeline`);
        return items[0];
      };
      const plain = ({ actor, actorName, data }: Record<string, any>) => ({
        actor,
        actorName,
        source: data.source,
        members: Object.keys(data).sort(),
      });
      for (const who of ['s2-principal', 's2-safety']) {
        const [tipOff, inspection] = [await firstAs(who, id), await firstAs(who, inspected.id)];
        expect(plain(tipOff)).toEqual(plain(inspection));
        expect(plain(tipOff)).toMatchObject({ actor: 'inspection', actorName: '检查人员', source: 'inspection' });
      }
      expect(await firstAs('section', id)).toMatchObject({ actorName: '匿名举报', data: { source: 'tip-off' } });
      expect(await firstAs('section', inspected.id)).toMatchObject({ actorName: '郑洁' });
      const own = await (
        await world.as('s2-safety')
      ).ok('POST', '/v1/hazards', {
        organisationCode: 'S2',
        place: { site: '主校区' },
        category: 'fire',
        description: '走廊灭火器过期。',
        source: 'inspection',
      });
      expect(await firstAs('s2-principal', own.id)).toMatchObject({ actorName: '朱红' });
    });

    it('keeps its reason behind the second wall', async () => {
      const [school] = await world.query<{ id: number }>(`select id from app.organisation where code = 'S2'`);
      const api = roleUrl(world.standalone.databaseUrl, 'tocsin_api');
      const asSchool = `with scope as materialized (select set_config('app.scope', '{${school?.id}}', true))
        select r.reason from scope, lateral (select reason from app.hazard_rejection) r`;
      await expect(ask(api, asSchool)).resolves.toEqual([]);
      await expect(ask(api, `update app.hazard_rejection set reason = ''`)).rejects.toThrow(/permission denied/);
    });
  });

  it('needs no category, and takes no contact', async () => {
    const { category: _, ...plain } = TIP_OFF;
    const { trackingCode } = await anybody.ok('POST', '/v1/tip-offs', plain);
    await expect(anybody.ok('GET', `/v1/tip-offs/${trackingCode}`)).resolves.toHaveProperty('status');
    await expect(refusal({ contact: '13900000000' })).resolves.toEqual([
      400,
      '/contact is not a field here; known are category, description, organisationCode, place',
    ]);
  });

  it('says which field is wrong, and stores nothing', async () => {
    const count = 'select count(*)::int as n from app.tip_off';
    const before = await world.query(count);
    const unknown = '/organisationCode must be the code of a school';
    await expect(refusal({ organisationCode: 'S9' })).resolves.toEqual([400, expect.stringContaining(unknown)]);
    await expect(refusal({ organisationCode: 'D1' })).resolves.toEqual([400, expect.stringContaining(unknown)]);
    await expect(refusal({ place: {} })).resolves.toEqual([400, expect.stringContaining('/place must be an object')]);
    await expect(refusal({ description: '' })).resolves.toEqual([400, expect.stringContaining('/description')]);
    await world.query(`update app.organisation set valid_to = '2026-09-01' where code = 'S3'`);
    await expect(refusal({ organisationCode: 'S3' })).resolves.toEqual([
      400,
      '/organisationCode must be a school that is open on this day',
    ]);
    expect(await world.query(count)).toEqual(before);
  });

  it('answers 404 alike for codes that were never given out and 400 for what cannot be one', async () => {
    expect((await anybody.get(`/v1/tip-offs/${'A'.repeat(22)}`)).status).toBe(404);
    expect((await anybody.get('/v1/tip-offs/short')).status).toBe(400);
  });

  it('lets neither the worker call its functions nor anybody see the hashes of other schools', async () => {
    const url = world.standalone.databaseUrl;
    for (const call of [`app.school_for_tip_off('S1')`, `app.tip_off_status('\\x00')`])
      await expect(ask(roleUrl(url, 'tocsin_worker'), `select ${call}`)).rejects.toThrow(/permission denied/);
    const api = roleUrl(url, 'tocsin_api');
    await expect(ask(api, 'select * from app.tip_off')).resolves.toEqual([]);
    await expect(ask(api, `update app.tip_off set code_hash = '\\x00'`)).rejects.toThrow(/permission denied/);
    await expect(ask(api, 'delete from app.tip_off')).rejects.toThrow(/permission denied/);
  });

  it('is limited by address', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 12; i += 1)
      answers.push((await anybody.post('/v1/tip-offs', { ...TIP_OFF, organisationCode: 'S9' })).status);
    expect(answers.at(-1)).toBe(429);
    expect(answers.every((status) => status === 400 || status === 429)).toBe(true);
  });
});
