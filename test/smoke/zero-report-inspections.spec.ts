import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const ROUND = { kind: 'patrol', inspectedOn: '2026-11-09', area: '教学楼、食堂', people: ['李强', '王芳'] };

describe('the inspections of a school', () => {
  let world: World;
  let s1: Client;
  const record = (body: object, headers?: Record<string, string>) =>
    s1.post('/v1/schools/S1/inspections', { ...ROUND, ...body }, headers);

  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    await world.settled();
    s1 = await world.as('s1-safety');
  });
  afterAll(() => world?.end());

  it('are written down once, and read by those above', async () => {
    const headers = { 'idempotency-key': 'round-1' };
    const first = await record({ findings: '未发现隐患。' }, headers);
    expect(first.status).toBe(201);
    expect((await record({ findings: '未发现隐患。' }, headers)).body).toEqual(first.body);
    const hazard = await s1.ok('POST', '/v1/hazards', {
      organisationCode: 'S1',
      place: { site: '主校区' },
      category: 'fire',
      description: '灭火器压力不足。',
      observations: ['FI-31'],
      discoveredAt: '2026-12-14T09:00:00+08:00',
    });
    await world.settled();
    expect(
      (await record({ kind: 'duty', inspectedOn: '2026-12-14', people: ['赵军'], hazards: [hazard.number] })).status,
    ).toBe(201);
    const section = await world.as('section');
    const page = await section.get('/v1/schools/S1/inspections?from=2026-10-01&to=2026-12-31&limit=1');
    expect(page.body.items).toEqual([
      expect.objectContaining({
        kind: 'duty',
        inspectedOn: '2026-12-14',
        hazards: [hazard.number],
        recordedBy: '李强',
      }),
    ]);
    expect(page.headers.get('link')).toContain('rel="next"');
    const rest = await section.ok('GET', `/v1/schools/S1/inspections?cursor=${page.body.next}`);
    expect(rest).toMatchObject({ items: [{ inspectedOn: '2026-11-09', findings: '未发现隐患。' }], next: null });
    await expect(world.query(`update app.inspection set area = ''`)).rejects.toThrow(/append-only/);
  });

  it('are refused with the field that is wrong', async () => {
    expect((await record({ inspectedOn: '2026-12-17', hazards: ['X-1'] })).body.errors).toEqual([
      { pointer: '/inspectedOn', message: 'must not lie ahead: today is 2026-12-16' },
      { pointer: '/hazards/0', message: 'must be the number of a hazard in the ledger of this school' },
    ]);
    expect((await record({ people: [] })).status).toBe(400);
    expect((await s1.post('/v1/schools/S2/inspections', ROUND)).status).toBe(404);
    expect((await s1.post('/v1/schools/D1/inspections', ROUND)).status).toBe(404);
    expect((await (await world.as('section')).post('/v1/schools/S1/inspections', ROUND)).status).toBe(403);
  });

  it('stand in the form by day, with everybody who took part, and count the school as inspected', async () => {
    expect((await record({ inspectedOn: '2026-09-30' })).status).toBe(201);
    await world.until('2026-12-18T09:00:00+08:00');
    const { form } = await s1.ok('GET', '/v1/quarters/2026Q4/zero-reports/S1');
    expect(form.answers.inspections).toBe(2);
    expect(form.ledger.inspections).toEqual([
      { date: '2026-11-09', people: ['李强', '王芳'] },
      { date: '2026-12-14', people: ['李强', '赵军'] },
    ]);
    const deputy = await world.as('deputy-director');
    expect((await deputy.ok('GET', '/v1/quarters/2026Q4/roll-up?under=D1')).numbers.unitsInspected).toBe(1);
    expect((await deputy.ok('GET', '/v1/quarters/2026Q2/roll-up?under=D1')).numbers.unitsInspected).toBe(0);
    expect((await deputy.ok('GET', '/v1/quarters/2026Q3/roll-up?under=D1')).numbers.unitsInspected).toBe(1);
  });
});
