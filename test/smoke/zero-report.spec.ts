import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const REPORT = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼', spot: '二层东侧' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
  observations: ['FI-31'],
};

const PATH = '/v1/quarters/2026Q4/zero-reports';
const current = { 'if-match': '*' };
const CONFIRMED = { answers: { surveyedOn: '2026-12-15' }, comments: '已核对。' };

const told = (alerts: { to: string; step: string; kind: string }[], kind: string): string[] =>
  alerts.filter((one) => one.kind === kind).map(({ to, step }) => `${step} → ${to}`);

describe('a quarter and its zero reports', () => {
  let world: World;
  let section: Client;
  const principal = (school: string): Promise<Client> => world.as(`${school}-principal`);

  beforeAll(async () => {
    world = await World.begin('2026-12-15T09:00:00+08:00');
    section = await world.as('section');
    await (await world.as('s1-safety')).ok('POST', '/v1/hazards', REPORT);
    await world.settled();
  });
  afterAll(() => world?.end());

  it('is not yet due before its tenth last working day', async () => {
    const list = await section.ok('GET', PATH);
    expect(list).toMatchObject({ opened: false, expected: 3, missing: 0, pending: 3 });
    expect(list.opensAt).toBe('2026-12-17T00:00:00.000+08:00');
    expect((await (await principal('s1')).get(`${PATH}/S1`)).status).toBe(404);
  });

  it('opens for every school of the roster and reminds the filler and the principal', async () => {
    await world.until('2026-12-17T12:00:00+08:00');
    const list = await section.ok('GET', PATH);
    expect(list).toMatchObject({ opened: true, openedLate: false, expected: 3, filedZero: 0, missing: 0, pending: 3 });
    expect(list.items.map((one: { organisationCode: string }) => one.organisationCode)).toEqual(['S1', 'S2', 'S3']);
    expect(told(await world.alerts(), 'zero-report')).toEqual(
      ['s1-principal', 's1-safety', 's2-principal', 's2-safety', 's3-principal', 's3-safety', 't1-principal'].map(
        (who) => `before-10-workdays → ${who}`,
      ),
    );
  });

  it('prefills the form from the ledger and states which ledger', async () => {
    const answer = await (await world.as('s1-safety')).get(`${PATH}/S1`);
    expect(answer.headers.get('etag')).toBe('"v1"');
    expect(answer.body.form.answers).toMatchObject({ generalsFound: 1, majorsNew: 0, majorSources: 0, inspections: 1 });
    expect(answer.body.form.ledger).toMatchObject({
      position: { hazards: 1 },
      inspections: [{ date: '2026-12-15', people: ['李强'] }],
      surveyedOn: null,
    });
    expect(answer.body.form.generalRate).toBe('0%');
  });

  it('lets the filler fill in and the principal alone sign', async () => {
    const safety = await world.as('s1-safety');
    expect((await safety.send('PUT', `${PATH}/S1`, CONFIRMED)).status).toBe(428);
    const draft = await safety.send('PUT', `${PATH}/S1`, CONFIRMED, { 'if-match': '"v1"' });
    expect(draft).toMatchObject({ status: 200, body: { state: 'draft', version: 2 } });
    expect((await safety.send('PUT', `${PATH}/S1`, CONFIRMED, { 'if-match': '"v1"' })).status).toBe(412);
    expect((await safety.send('PUT', `${PATH}/S1`, { answers: { majorSources: -1 } }, current)).body.errors).toEqual([
      { pointer: '/answers/majorSources', message: expect.stringContaining('whole number') },
    ]);
    expect((await safety.post(`${PATH}/S1/signature`, {}, current)).status).toBe(403);
    const signed = await (await principal('s1')).ok('POST', `${PATH}/S1/signature`, undefined, current);
    expect(signed).toMatchObject({
      state: 'filed',
      standing: 'filed-with-hazards',
      edition: 1,
      contested: [],
      form: null,
    });
    expect(signed.filed.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(signed.filed.statement).toContain('本人对内容的真实性和完整性负责');
    expect((await (await principal('s1')).send('PUT', `${PATH}/S1`, CONFIRMED, current)).status).toBe(409);
  });

  it('files a zero without a survey as contested, and hides other schools', async () => {
    const s2 = await principal('s2');
    const signed = await s2.ok('POST', `${PATH}/S2/signature`, undefined, current);
    expect(signed.standing).toBe('filed-zero');
    expect(signed.contested).toEqual([expect.objectContaining({ check: 'no-source-survey' })]);
    expect((await s2.get(`${PATH}/S1`)).status).toBe(404);
    expect((await s2.get(`${PATH}?under=S1`)).status).toBe(404);
    expect((await s2.ok('GET', PATH)).expected).toBe(1);
  });

  it('is sent back with some days to file it anew', async () => {
    const returned = await section.ok('POST', `${PATH}/S2/return`, { reason: '请补排查评估。' }, current);
    expect(returned).toMatchObject({ state: 'returned', remark: '请补排查评估。' });
    await world.fastForward('PT1H');
    const told = (await world.alerts()).filter((one) => one.step.startsWith('returned#'));
    expect(told.map((one) => one.to)).toEqual(['s2-principal', 's2-safety']);
    expect(told[0]?.body).toContain('退回原因：请补排查评估');
    const letter = world.letters().find((one) => one.includes('退回原因') && one.includes('s2-principal@s2.example'));
    expect(letter).toMatch(/\/f\/[A-Za-z0-9_-]{43}/);
    const s2 = await principal('s2');
    await s2.ok('PUT', `${PATH}/S2`, CONFIRMED, current);
    const signed = await s2.ok('POST', `${PATH}/S2/signature`, {}, current);
    expect(signed).toMatchObject({ state: 'filed', edition: 2, contested: [] });
    expect(await section.ok('POST', `${PATH}/S2/acceptance`, undefined, current)).toMatchObject({ state: 'accepted' });
  });

  it('is corrected by a new edition that says why', async () => {
    const s1 = await principal('s1');
    const draft = await s1.ok('PUT', `${PATH}/S1`, { answers: { riskPoints: 4 }, correction: '漏填风险点' }, current);
    expect(draft).toMatchObject({ state: 'filed', standing: 'filed-with-hazards' });
    const signed = await s1.ok('POST', `${PATH}/S1/signature`, undefined, current);
    expect(signed).toMatchObject({
      edition: 2,
      filed: { correction: '漏填风险点', edits: [{ field: 'riskPoints', ledger: 0, reported: 4 }] },
    });
  });

  it('climbs for who is missing: one list for the zone, one for the section', async () => {
    await world.until('2027-01-05T12:00:00+08:00');
    expect(await section.ok('GET', PATH)).toMatchObject({
      expected: 3,
      filedZero: 1,
      filedWithHazards: 1,
      missing: 1,
      late: 0,
      pending: 0,
    });
    const alerts = (await world.alerts()).filter((one) => one.step.startsWith('overdue') && one.kind === 'zero-report');
    expect(told(alerts, 'zero-report').filter((one) => !one.includes('t1') && !one.includes('d2'))).toEqual([
      'overdue-1d → s3-principal',
      'overdue-1d → zone-west',
      'overdue-3d → s3-principal',
      'overdue-3d → section',
      'overdue-3d → zone-west',
    ]);
    const list = alerts.find((one) => one.to === 'zone-west')!;
    expect(list.body).toContain('还有1所没有报送');
    expect(list.body).toContain('青槐区第三中学，校（园）长周莉');
  });

  it('counts a late one as late and rolls up what reconciles with the ledger', async () => {
    await (await principal('s3')).ok('POST', `${PATH}/S3/signature`, undefined, current);
    const deputy = await world.as('deputy-director');
    const rollUp = await deputy.ok('GET', '/v1/quarters/2026Q4/roll-up?under=D1');
    expect(rollUp.tally).toMatchObject({
      expected: 3,
      filedZero: 1,
      filedWithHazards: 1,
      late: 1,
      missing: 0,
      onTimeRate: 2 / 3,
    });
    expect(rollUp.rows.map((row: { code: string }) => row.code)).toEqual(['Z1', 'Z2']);
    const [recount] = await world.query<{ found: number; closed: number }>(
      `select count(*)::int as found, count(closed_at)::int as closed from app.hazard where grade = 'general'`,
    );
    expect(rollUp.numbers).toMatchObject({
      generalsFound: recount!.found,
      generalsFixed: recount!.closed,
      majorsFound: 0,
      unitsInspected: 1,
    });
    expect(rollUp.quarter).toEqual({
      reported: { majorsNew: 0, generalsFound: 1 },
      ledger: { majorsNew: 0, generalsFound: 1 },
    });

    const csv = await deputy.get<string>('/v1/quarters/2026Q4/roll-up?under=D1', { accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain('一般隐患整改率');
    const signed = await deputy.ok('POST', '/v1/quarters/2026Q4/roll-up/D1/signature', undefined, current);
    expect(signed.filed.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await section.post('/v1/quarters/2026Q4/roll-up/D1/signature', undefined, current)).status).toBe(403);
  });

  it('chases whoever passes nothing on: by the 15th for the quarter, by 31 January for the year', async () => {
    await world.until('2027-02-05T12:00:00+08:00');
    const chased = (await world.alerts())
      .filter((one) => one.kind === 'roll-up')
      .map(({ to, step, title }) => `${title.includes('年度') ? 'year' : 'quarter'} ${step} → ${to}`);
    // The district signed for the quarter on 5 January, so nobody chases it; its zones did not.
    expect(chased.filter((one) => one.startsWith('quarter') && one.includes('zone-east'))).toEqual(
      [
        'quarter before-2-workdays → zone-east',
        'quarter due-day → zone-east',
        'quarter overdue-1d → zone-east',
      ].toSpliced(0, 0, 'quarter before-5-workdays → zone-east'),
    );
    expect(chased.filter((one) => one.startsWith('quarter') && one.endsWith('→ deputy-director')).length).toBe(2);
    expect(chased).toContain('quarter overdue-1d → section-chief');
    expect(chased).toContain('year due-day → deputy-director');
    // What a letter says of the days is what its step is called.
    const counted = (await world.alerts())
      .filter((one) => ['roll-up', 'zero-report'].includes(one.kind) && one.title.includes('超期'))
      .map((one) => `${one.step} ${/超期(\d+)天/.exec(one.title)?.[1] ?? 'without days'}`);
    expect([...new Set(counted)].sort()).toEqual(['overdue-1d 1', 'overdue-3d 3', 'overdue-7d 7']);
    expect(chased).toContain('year overdue-3d → deputy-director');
    const late = await (
      await world.as('zone-east')
    ).ok('POST', '/v1/quarters/2026Q4/roll-up/Z1/signature', undefined, current);
    expect(late.standing).toBe('late');
  });

  it('leaves an unbroken history', async () => {
    const { verifyHistory } = await import('#store/history/history.js');
    const { WorkerTransactions } = await import('#platform/database/transactions.js');
    const { WHOLE_WORLD } = await import('#platform/database/scope.js');
    const worker = world.standalone.http.app.get(WorkerTransactions, { strict: false });
    const result = await worker.run(WHOLE_WORLD, (manager) => verifyHistory(manager));
    expect(result.faults).toEqual([]);
    const dead = await world.query(`select route, error from app.delivery where state = 'dead'`);
    expect(dead).toEqual([]);
  });
});
