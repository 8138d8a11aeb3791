import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const current = { 'if-match': '*' };

describe('duties other than the zero report', () => {
  let world: World;
  let section: Client;
  let s1: Client;

  beforeAll(async () => {
    world = await World.begin('2026-10-08T10:00:00+08:00');
    await world.settled();
    section = await world.as('section');
    s1 = await world.as('s1-principal');
  });
  afterAll(() => world?.end());

  it('shows the catalogue with its legal bases', async () => {
    const { items } = await section.ok<{ items: { id: string; legalBasis: { zh: string } }[] }>('GET', '/v1/duties');
    const ids = items.map((one) => one.id);
    for (const id of ['zero-report', 'source-survey', 'term-drill', 'special-period-report']) expect(ids).toContain(id);
    expect(items.every((one) => one.legalBasis.zh.length > 10)).toBe(true);
  });

  it('owes a survey where the bureau ordered it, and takes its numbers into the zero report', async () => {
    await section.ok('POST', '/v1/duties/source-survey/orders', { organisationCode: 'Z1', from: '2026-10-01' });
    await world.settled();
    const path = '/v1/duties/source-survey/periods/2026Q4/filings';
    expect(await section.ok('GET', path)).toMatchObject({ opened: true, openedLate: true, expected: 2, pending: 2 });
    const safety = await world.as('s1-safety');
    const answers = { surveyedOn: '2026-10-08', majorSources: 2, riskPoints: 9, people: '李强、王芳' };
    expect(
      (await safety.send('PUT', `${path}/S1`, { answers: { ...answers, surveyedOn: '2026-09-30' } }, current)).body
        .errors,
    ).toEqual([{ pointer: '/answers/surveyedOn', message: 'must lie in the period, from 2026-10-01 to 2026-12-31' }]);
    await safety.ok('PUT', `${path}/S1`, { answers }, current);
    const sheet = { 'content-type': 'application/pdf', ...current };
    await safety.ok('POST', `${path}/S1/evidence/survey-sheet`, '%PDF-1.4', sheet);
    expect(await safety.ok('POST', `${path}/S1/signature`, undefined, current)).toMatchObject({ state: 'filed' });
    expect((await (await world.as('s3-safety')).get(`${path}/S3`)).status).toBe(404);
  });

  it('opens each day of a special period, reminds in the afternoon, tells the zone by closing time', async () => {
    await section.ok('POST', '/v1/duties/special-period-report/orders', {
      organisationCode: 'D1',
      from: '2026-10-08',
      until: '2026-10-09',
      reason: '国庆返校',
    });
    await world.settled();
    const path = '/v1/duties/special-period-report/periods/2026-10-08/filings';
    const s1Safety = await world.as('s1-safety');
    await s1Safety.ok('PUT', `${path}/S1`, { answers: { incidents: 0, hazards: 0, onDuty: '张明' } }, current);
    expect(await s1Safety.ok('POST', `${path}/S1/signature`, undefined, current)).toMatchObject({
      standing: 'filed-zero',
    });
    await world.until('2026-10-11T09:00:00+08:00');
    expect(await section.ok('GET', path)).toMatchObject({ expected: 3, filedZero: 1, missing: 2 });
    const alerts = (await world.alerts()).filter((one) => one.kind === 'duty' && one.title.includes('10月8日'));
    expect(alerts.map(({ to, step }) => `${step} → ${to}`)).toEqual([
      'afternoon → s2-principal',
      'afternoon → s2-safety',
      'afternoon → s3-principal',
      'afternoon → s3-safety',
      'overdue → s2-principal',
      'overdue → s3-principal',
      'overdue → zone-east',
      'overdue → zone-west',
      'overdue-3h → section',
    ]);
    const opened = await world.query<{ period: string }>(
      `select period from app.duty_cycle where duty_id = 'special-period-report' order by period`,
    );
    expect(opened.map((one) => one.period)).toEqual(['2026-10-08', '2026-10-09']);
  });

  it('takes a duty of a district by API and names what is wrong with it by path', async () => {
    const chief = await world.as('section-chief');
    const { items } = await section.ok<{ items: Record<string, unknown>[] }>('GET', '/v1/duties');
    const { organisationCode: _, ...drill } = items.find((one) => one['id'] === 'term-drill')!;
    const own = {
      ...drill,
      id: 'd1-canteen-check',
      version: '1',
      cadence: 'week',
      label: { zh: '食堂周检', en: 'weekly canteen check' },
    };
    const wrong = {
      ...own,
      cadence: 'hour',
      signedBy: ['king'],
      form: { prefill: 'none', fields: [{ id: 'x' }], zeroWhen: ['y'] },
    };
    const refused = await chief.post('/v1/duties', { organisationCode: 'D1', duty: wrong });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
      '/duty/cadence',
      '/duty/signedBy/0',
      '/duty/form/fields/0/kind',
      '/duty/form/fields/0/label',
      '/duty/form/zeroWhen/0',
    ]);
    expect((await section.post('/v1/duties', { organisationCode: 'D1', duty: own })).status).toBe(403);
    expect((await chief.post('/v1/duties', { organisationCode: 'D2', duty: own })).status).toBe(404);
    await chief.ok('POST', '/v1/duties', { organisationCode: 'D1', duty: own });
    expect((await chief.post('/v1/duties', { organisationCode: 'D1', duty: own })).status).toBe(409);
    await section.ok('POST', '/v1/duties/d1-canteen-check/orders', { organisationCode: 'S1', from: '2026-10-12' });
    await world.until('2026-10-13T09:00:00+08:00');
    expect(await s1.ok('GET', '/v1/duties/d1-canteen-check/periods/week-2026-10-12/filings')).toMatchObject({
      expected: 1,
      pending: 1,
    });
    const other = await (await world.as('d2-section')).ok<{ items: { id: string }[] }>('GET', '/v1/duties');
    expect(other.items.map((one) => one.id)).not.toContain('d1-canteen-check');
  });

  it('carries the survey into the zero report, and flags a zero that a later hazard contradicts', async () => {
    await world.until('2026-12-18T09:00:00+08:00');
    const view = await s1.ok('GET', '/v1/quarters/2026Q4/zero-reports/S1');
    expect(view.form.answers).toMatchObject({ majorSources: 2, riskPoints: 9, surveyedOn: '2026-10-08' });
    const s2 = await world.as('s2-principal');
    await s2.ok('POST', '/v1/quarters/2026Q4/zero-reports/S2/signature', undefined, current);
    await world.until('2026-12-28T09:00:00+08:00');
    await (
      await world.as('s2-safety')
    ).ok('POST', '/v1/hazards', {
      organisationCode: 'S2',
      place: { site: '主校区' },
      category: 'fire',
      description: '灭火器压力不足。',
      observations: ['FI-31'],
      discoveredAt: '2026-12-10T09:00:00+08:00',
    });
    await world.settled();
    expect((await section.ok('GET', '/v1/quarters/2026Q4/zero-reports/S2')).flags).toHaveLength(1);
    const flagged = (await world.alerts()).filter((one) => one.step.startsWith('contradicted'));
    expect(flagged.map(({ to }) => to)).toEqual(['zone-east']);
    expect(flagged[0]!.body).toContain('请到校核实');
  });

  it('lets the delegate sign while the principal is away, and says for whom', async () => {
    await world.query(
      `insert into app.delegation (id, post_id, organisation_id, to_person_id, valid_from, valid_to, reason)
       select gen_random_uuid(), t.id, t.organisation_id, d.id, app.now(), app.now() + interval '5 days', '外出培训'
       from app.post t join app.person p on p.id = t.person_id join app.person d on d.username = 's3-safety' where p.username = 's3-principal'`,
    );
    const delegate = await world.as('s3-safety');
    const path = '/v1/quarters/2026Q4/zero-reports/S3';
    await delegate.ok('POST', `${path}/signature`, undefined, current);
    const { items } = await section.ok('GET', `${path}/editions`);
    expect(items).toEqual([
      expect.objectContaining({
        edition: 1,
        intact: true,
        signedByName: '吴斌',
        signedRole: 'principal',
        onBehalfOf: '周莉',
      }),
    ]);
    const timeline = await section.ok<{ items: { type: string }[] }>('GET', `${path}/timeline`);
    expect(timeline.items.map((one) => one.type)).toEqual(['filing.filed']);
  });

  it('tells the safety section two weeks before who could not file', async () => {
    const readiness = await section.ok('GET', '/v1/quarters/2026Q4/readiness');
    expect(readiness).toMatchObject({ quarter: '2026Q4', schools: 3, ready: 3, items: [] });
    await world.query(
      `update app.alert_send s set state = 'dead' from app.alert a join app.person p on p.id = a.recipient_id
       where s.alert_id = a.id and p.username = 's1-principal'`,
    );
    await world.query(`update app.person set email = null where username = 's2-principal'`);
    expect((await section.ok('GET', '/v1/quarters/2026Q4/readiness')).items).toEqual([
      expect.objectContaining({ code: 'S1', zone: '东片区', problems: ['bounced'] }),
      expect.objectContaining({ code: 'S2', problems: ['no-address'] }),
    ]);
    // The chase at T1 would find nobody in zone and district: whoever stands above them sees it.
    const city = await world.as('city');
    const atT1 = async () => (await city.ok('GET', '/v1/quarters/2026Q4/readiness?under=D2')).items;
    expect(await atT1()).toEqual([expect.objectContaining({ code: 'T1', problems: ['no-filler'] })]);
    await world.query(
      `update app.post set valid_to = app.now() from app.person p where p.id = person_id and p.username = 'd2-section'`,
    );
    expect(await atT1()).toEqual([expect.objectContaining({ code: 'T1', problems: ['no-filler', 'nobody-above'] })]);
    const told = (await world.alerts()).filter((one) => one.step === 'two-weeks-before');
    // T1 has nobody to fill in.
    expect(told.map(({ to }) => to)).toEqual(['d2-section']);
    expect(told[0]!.body).toContain('没有填报人');
  });
});
