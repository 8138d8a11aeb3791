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
