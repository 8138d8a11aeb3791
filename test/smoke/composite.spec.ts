import { GradeHazards } from '#apps/grading/src/grade-hazards.js';
import { placeKey } from '#hazards/grading/place-key.js';
import { newId } from '#kernel/ids.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Client } from '../harness/client.js';
import { ASSESSMENT } from '../harness/reports.js';
import { World } from '../harness/world.js';

const PLACE = { site: '主校区', building: '北教学楼' };
const element = (ruleId: string, description: string) => ({
  organisationCode: 'S1',
  place: PLACE,
  category: 'fire',
  description,
  observations: [ruleId],
});

describe('combined elements of one building', () => {
  let world: World;
  let officer: Client;
  let section: Client;
  const ids: string[] = [];
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    officer = await world.as('s1-safety');
    section = await world.as('section');
  });
  afterAll(() => world?.end());

  const grade = async (id: string): Promise<string> => (await officer.ok('GET', `/v1/hazards/${id}`)).grade.value;
  const report = async (ruleId: string, text: string): Promise<string> => {
    const { id } = await officer.ok('POST', '/v1/hazards', element(ruleId, text));
    await world.settled();
    ids.push(id);
    return id;
  };
  const cases = async () => (await section.ok('GET', '/v1/composite-cases')).items;
  const told = async (kind: string, step: string): Promise<string[]> =>
    [
      ...new Set((await world.alerts()).filter((one) => one.kind === kind && one.step === step).map(({ to }) => to)),
    ].sort();

  it('are general one by one, on different days', async () => {
    const first = await report('FI-18', '北教学楼走廊应急照明灯不亮。');
    await world.fastForward('P1D');
    const second = await report('FI-19', '北教学楼楼梯间防火门损坏。');
    expect([await grade(first), await grade(second)]).toEqual(['general', 'general']);
    expect(await cases()).toEqual([]);
    const { place } = await officer.ok('GET', `/v1/hazards/${second}/grade`);
    expect(place.counts[0]).toMatchObject({ threshold: { needed: 3, have: 2 }, grade: 'general' });
    // The same element at another building counts there.
    const other = await officer.ok('POST', '/v1/hazards', {
      ...element('FI-25', '南教学楼排烟窗打不开。'),
      place: { ...PLACE, building: '南教学楼' },
    });
    await world.settled();
    expect(await grade(other.id)).toBe('general');
    expect(await cases()).toEqual([]);
  });

  it('become a composite major with the third, which climbs to government and city', async () => {
    await world.fastForward('P1D');
    const third = await report('FI-25', '北教学楼排烟窗打不开。');
    expect(await Promise.all(ids.map(grade))).toEqual(['major', 'major', 'major']);

    const [one] = await cases();
    expect(one).toMatchObject({
      organisationCode: 'S1',
      place: PLACE,
      group: 'fire-combined',
      status: 'raised',
      grade: 'major',
      version: 1,
      threshold: { needed: 3, have: 3 },
    });
    expect(one.elements.map((each: { element: string }) => each.element)).toEqual([
      'emergency-lighting',
      'smoke-control',
      'stair-doors',
    ]);
    const explained = await officer.ok('GET', `/v1/hazards/${third}/grade`);
    expect(explained.composite.counted.flatMap((each: any) => each.hazards.map((h: any) => h.hazardId)).sort()).toEqual(
      [...ids].sort(),
    );
    expect(explained.place.cases).toMatchObject([{ id: one.id, status: 'raised' }]);
    expect(explained.text.join()).toMatch(/不同要素 3 项/);
    expect(await told('rectify-major', 'created')).toEqual(
      expect.arrayContaining(['government', 'city', 'deputy-director']),
    );
  });

  it('is owed an interim measure, whose absence climbs on its own until one is recorded', async () => {
    expect(await told('interim-measure', 'created')).toEqual(['s1-logistics', 's1-principal']);
    const [first = '', second = '', third = ''] = ids;
    const guard = { measures: ['guard'], note: '楼道口已安排专人值守。' };
    const owner = await world.as('s1-logistics');
    await owner.ok('POST', `/v1/hazards/${first}/interim-measures`, guard, { 'if-match': '*' });
    await world.fastForward('PT119M');
    expect(await told('interim-measure', 'overdue')).toEqual([]);
    await world.fastForward('PT2M');
    expect(await told('interim-measure', 'overdue')).toEqual(['s1-logistics', 's1-principal', 'section', 'zone-east']);
    const late = await world.query(
      `select distinct o.subject_id as id from app.alert a join app.obligation o on o.id = a.obligation_id
       where o.kind = 'interim-measure' and a.step_id = 'overdue'`,
    );
    expect(late.map((row) => row['id']).sort()).toEqual([second, third].sort());
    for (const id of [second, third])
      await owner.ok('POST', `/v1/hazards/${id}/interim-measures`, guard, { 'if-match': '*' });
    await world.fastForward('PT3H');
    expect(await told('interim-measure', 'overdue-1h')).toEqual([]);
  });

  it('asks a person when one is closed, and lowers nothing by itself', async () => {
    const [first = '', second = '', third = ''] = ids;
    await (
      await world.as('s1-logistics')
    ).ok(
      'POST',
      `/v1/hazards/${first}/rectification`,
      { note: '已更换应急照明。', assessment: ASSESSMENT },
      { 'if-match': '*' },
    );
    await world.settled();
    await section.ok(
      'POST',
      `/v1/hazards/${first}/verification`,
      { passed: true, reason: '照明正常。' },
      { 'if-match': '*' },
    );
    await section.ok('POST', `/v1/hazards/${first}/closure`, {}, { 'if-match': '*' });
    await world.settled();

    expect([await grade(second), await grade(third)]).toEqual(['major', 'major']);
    expect(await cases()).toMatchObject([{ status: 'dissolution-asked', threshold: { have: 2, needed: 3 } }]);
    expect(await told('review-composite', 'created')).toEqual(['section']);
    const alert = (await world.alerts()).find((one) => one.kind === 'review-composite');
    expect(alert?.body).toMatch(/决定解除或者维持/);
    expect(await officer.ok('GET', `/v1/hazards/${second}/grade`)).toMatchObject({ question: 'general' });
  });

  it('is dissolved by the bureau alone, with a reason, in the version that it read', async () => {
    const [, second = '', third = ''] = ids;
    const [one] = await cases();
    const path = `/v1/composite-cases/${one.id}/dissolution`;
    const reason = { reason: '应急照明已修复，现场核实。' };
    expect((await officer.post(path, reason, { 'if-match': '*' })).status).toBe(403);
    expect((await section.post(path, reason)).status).toBe(428);
    expect((await section.post(path, reason, { 'if-match': '"v999"' })).status).toBe(412);
    expect((await (await world.as('d2-section')).post(path, reason, { 'if-match': '*' })).status).toBe(404);
    const done = await section.send('POST', path, reason, { 'if-match': `"v${one.version}"` });
    expect(done).toMatchObject({ status: 200, body: { status: 'dissolved' } });
    await world.settled();

    expect([await grade(second), await grade(third)]).toEqual(['general', 'general']);
    const { people } = await officer.ok('GET', `/v1/hazards/${second}/grade`);
    expect(people).toMatchObject([{ by: '郑洁', decision: { kind: 'overridden', from: 'major', to: 'general' } }]);
    expect((await section.post(path, reason, { 'if-match': '*' })).status).toBe(409);
    await world.fastForward('P2D');
    expect(await told('review-composite', 'overdue')).toEqual([]);
  });

  it('counts hazards that are reported at the very same moment', async () => {
    const place = { site: '分校区', building: '实验楼' };
    const at = (ruleId: string) => officer.ok('POST', '/v1/hazards', { ...element(ruleId, '同时上报。'), place });
    const reported = await Promise.all(['FI-18', 'FI-19', 'FI-25'].map(at));
    await world.settled();
    expect(await Promise.all(reported.map(({ id }) => grade(id)))).toEqual(['major', 'major', 'major']);
    // One case however often the work runs.
    await world.query(
      `update app.delivery set state = 'open' where event_type = 'hazard.reported' and subject_id = any($1::uuid[])`,
      [reported.map(({ id }) => id)],
    );
    await world.settled();
    expect((await cases()).filter((one: any) => one.place.building === '实验楼')).toMatchObject([{ version: 1 }]);
  });

  it('counts hazards that several processes grade at the very same moment', async () => {
    const place = { site: '分校区', building: '图书楼' };
    const rows = ['FI-18', 'FI-19', 'FI-25'].map((ruleId) => ({
      ...element(ruleId, '同时分级。'),
      ...place,
      id: newId(),
      placeKey: placeKey({ ...place, organisationCode: 'S1' }),
      source: 'self-check',
      canonical: '{}',
    }));
    // Without routes nobody is told of them, so that the three graders below are the only ones.
    await world.query(`select * from app.report_hazards('{0}', null, '{}', null, $1)`, [JSON.stringify(rows)]);
    const { app } = world.standalone.http;
    const [transactions, grading] = [
      app.get(WorkerTransactions, { strict: false }),
      app.get(GradeHazards, { strict: false }),
    ];
    await Promise.all(rows.map(({ id }) => transactions.run(WHOLE_WORLD, (manager) => grading.run(manager, [id]))));
    expect(await Promise.all(rows.map(({ id }) => grade(id)))).toEqual(['major', 'major', 'major']);
    expect((await cases()).filter((one: any) => one.place.building === '图书楼')).toHaveLength(1);
    await world.settled();
  });

  it('comes up again only with an element that was not there then', async () => {
    const here = async () => (await cases()).filter((one: any) => one.place.building === PLACE.building);
    await report('FI-25', '北教学楼排烟窗仍打不开。');
    expect(await here()).toMatchObject([{ status: 'dissolved' }]);
    await report('FI-18', '北教学楼应急照明灯又不亮。');
    expect(await here()).toMatchObject([{ status: 'raised', grade: 'major' }]);
    const [, ...open] = ids;
    expect(await Promise.all(open.map(grade))).toEqual(['major', 'major', 'major', 'major']);
  });
});
