import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const SHUTTER = {
  place: { site: '主校区', building: '北教学楼', spot: '一层疏散门' },
  category: 'fire',
  description: '疏散出口装卷帘门。',
  observations: ['FI-21'],
};

const head = (id: string, level: string, jurisdiction: string) => ({
  id,
  kind: 'overlay',
  title: '补充规则包',
  titleEn: 'Overlay',
  level,
  jurisdiction,
  extends: ['national-2026.1'],
  validFrom: '2026-09-01',
  documents: { points: { title: '青槐区教育局2026年度消防安全工作要点', number: '青槐教〔2026〕3号' } },
});
const TIGHTENED = {
  rule: 'FI-21',
  class: 'direct',
  defaultPriority: 'P0',
  interimMeasures: ['guard', 'seal-off'],
  reason: '本区工作要点明令疏散走道、楼梯间、安全出口不得安装卷帘门。',
  citation: { document: 'points', article: '第6条' },
  textVerified: true,
  source: 'official',
};
const DISTRICT = { ...head('d1-2026.1', 'district', 'D1'), tighten: [TIGHTENED] };

describe('an overlay that tightens 卷帘门 in one district', () => {
  let world: World;
  let section: Client;
  let chief: Client;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    [section, chief] = [await world.as('section'), await world.as('section-chief')];
  });
  afterAll(() => world?.end());

  const report = async (organisationCode: string, more: object = {}): Promise<string> => {
    const author = await world.as(
      organisationCode === 'T1' ? 't1-principal' : `${organisationCode.toLowerCase()}-safety`,
    );
    const { id } = await author.ok('POST', '/v1/hazards', { ...SHUTTER, organisationCode, ...more });
    await world.settled();
    return id;
  };
  const gradeOf = async (id: string) => (await (await world.as('city')).ok('GET', `/v1/hazards/${id}`)).grade;
  const open: Record<string, string> = {};

  it('finds the country’s pack published, and every school able to read it', async () => {
    const school = await world.as('s1-principal');
    const { items } = await school.ok('GET', '/v1/rule-packs?status=published');
    expect(items).toMatchObject([
      { id: 'national-2026.1', level: 'national', status: 'published', organisationCode: null },
    ]);
    const { definition } = await school.ok('GET', '/v1/rule-packs/national-2026.1');
    expect(definition.rules.length).toBeGreaterThan(100);
    const put = await section.send('PUT', '/v1/rule-packs/national-2026.1', definition, { 'if-match': '*' });
    expect(put.status).toBe(409);
  });

  it('suspects a shutter everywhere before', async () => {
    open['S1'] = await report('S1');
    open['T1'] = await report('T1');
    open['S2'] = await report('S2');
    await section.ok('POST', `/v1/hazards/${open['S2']}/grade-decisions`, {
      grade: 'general',
      reason: '卷帘门常开，另有疏散口。',
    });
    for (const id of ['S1', 'T1'])
      expect(await gradeOf(open[id] ?? '')).toMatchObject({ value: 'suspected-major', rulePack: 'national-2026.1' });
  });

  it('is drafted with every fault named by its pointer', async () => {
    const broken = {
      ...DISTRICT,
      validFrom: '2026-02-30',
      tighten: [{ ...TIGHTENED, class: 'grave', citation: { document: 'lore' } }],
    };
    const refused = await section.post('/v1/rule-packs', broken);
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
      '/validFrom',
      '/tighten/0/class',
    ]);
    expect((await section.post('/v1/rule-packs', { ...DISTRICT, jurisdiction: 'D2' })).body.errors).toMatchObject([
      { pointer: '/jurisdiction' },
    ]);
    expect((await section.post('/v1/rule-packs', { ...DISTRICT, level: 'city' })).body.errors).toMatchObject([
      { pointer: '/jurisdiction' },
    ]);
    expect((await (await world.as('s1-principal')).post('/v1/rule-packs', DISTRICT)).status).toBe(403);

    const made = await section.send('POST', '/v1/rule-packs', {
      ...DISTRICT,
      tighten: [{ ...TIGHTENED, rule: 'FI-99' }],
    });
    expect(made).toMatchObject({ status: 201, body: { status: 'draft', version: 1, organisationCode: 'D1' } });
    const check = await section.ok('POST', '/v1/rule-packs/d1-2026.1/validation');
    expect(check).toMatchObject({
      valid: false,
      errors: [{ pointer: '/tighten/0/rule', message: 'there is no rule FI-99 to tighten' }],
    });
    expect((await chief.post('/v1/rule-packs/d1-2026.1/publication')).status).toBe(422);
    expect((await (await world.as('d2-section')).get('/v1/rule-packs/d1-2026.1')).status).toBe(404);
  });

  it('is changed by its version, replayed without changing anything, and published by another person', async () => {
    const path = '/v1/rule-packs/d1-2026.1';
    expect((await section.send('PUT', path, DISTRICT)).status).toBe(428);
    expect((await section.send('PUT', path, DISTRICT, { 'if-match': '"v7"' })).status).toBe(412);
    const changed = await section.send('PUT', path, DISTRICT, { 'if-match': '"v1"' });
    expect(changed.headers.get('etag')).toBe('"v2"');
    expect(await section.ok('POST', `${path}/validation`)).toMatchObject({
      valid: true,
      changes: [{ target: 'FI-21', what: 'tightened', loosens: false }],
    });

    const events = await world.query('select count(*)::int as n from app.event');
    const replay = await section.send('POST', `${path}/replay?from=2026-09-01&to=2026-09-30`);
    expect(replay).toMatchObject({
      status: 200,
      body: { status: 'done', percent: 100, hazards: 2, of: 2, under: 'D1' },
    });
    expect(replay.body.report).toMatchObject({
      hazards: 2,
      changed: 2,
      moves: { 'suspected-major→major': 2 },
      misfits: [],
    });
    expect(replay.body.report.alerts).toContainEqual({ recipient: 'city-bureau', rank: 9, added: 2, removed: 0 });
    expect(replay.body.changes).toMatchObject([
      {
        organisationCode: 'S1',
        actual: 'suspected-major',
        from: 'suspected-major',
        to: 'major',
        groundsTo: ['rule:FI-21'],
      },
      { organisationCode: 'S2', actual: 'general', from: 'suspected-major', to: 'major' },
    ]);
    const csv = await section.get(replay.headers.get('location') ?? '', { accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toMatch('text/csv');
    expect(String(csv.body).trim().split('\r\n')).toHaveLength(3);
    expect(await world.query('select count(*)::int as n from app.event')).toEqual(events);
    expect((await section.post(`${path}/replay?under=D2`)).status).toBe(404);
    expect((await (await world.as('city')).post(`${path}/replay?under=D2`)).status).toBe(400);

    // A draft that is changed while it is replayed makes the rest of the replay worthless, and the job says so.
    const [job] = await world.query<{ id: string }>(
      `insert into app.grading_job (id, kind, rule_pack, organisation_id, asked, due_at, created_at)
       select gen_random_uuid(), kind, rule_pack, organisation_id, asked || '{"packVersion": 1}', due_at, created_at
       from app.grading_job limit 1 returning id`,
    );
    await world.settled();
    expect(await section.ok('GET', `${path}/replays/${job?.id}`)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/changed while/),
    });

    expect((await section.post(`${path}/publication`)).status).toBe(403);
    await (
      await world.as('director')
    ).ok('PUT', path, { ...DISTRICT, title: '青槐区补充规则包' }, { 'if-match': '"v2"' });
    expect((await (await world.as('director')).post(`${path}/publication`)).status).toBe(403);
    const published = await chief.send('POST', `${path}/publication`, undefined, { 'if-match': '"v3"' });
    expect(published).toMatchObject({ status: 200, body: { status: 'published', displaced: [] } });
    expect((await chief.post(`${path}/publication`)).status).toBe(409);
    expect((await section.send('PUT', path, DISTRICT, { 'if-match': '*' })).status).toBe(409);
    await expect(world.query(`update app.rule_pack set definition = '{}' where id = 'd1-2026.1'`)).rejects.toThrow(
      /never changes/,
    );
    await expect(world.query(`delete from app.rule_pack where id = 'd1-2026.1'`)).rejects.toThrow(/never changes/);
  });

  it('raises what is open there, asks again where a person had decided, and leaves the other district alone', async () => {
    await world.settled();
    expect(await gradeOf(open['S1'] ?? '')).toMatchObject({ value: 'major', rulePack: 'national-2026.1+d1-2026.1' });
    expect(await gradeOf(open['T1'] ?? '')).toMatchObject({ value: 'suspected-major', rulePack: 'national-2026.1' });
    expect(await gradeOf(open['S2'] ?? '')).toMatchObject({ value: 'general' });
    expect(await section.ok('GET', `/v1/hazards/${open['S2']}/grade`)).toMatchObject({ question: 'major' });
    const asked = await world.query(
      `select o.status from app.obligation o where o.kind = 'decide-suspected-major' and o.subject_id = $1`,
      [open['S2']],
    );
    expect(asked).toEqual([{ status: 'open' }]);
    await section.ok('POST', `/v1/hazards/${open['S2']}/grade-decisions`, {
      grade: 'general',
      reason: '复核后仍为一般。',
    });
    await world.settled();
    expect(
      await world.query(
        `select o.status from app.obligation o where o.kind = 'decide-suspected-major' and o.subject_id = $1`,
        [open['S2']],
      ),
    ).toEqual([{ status: 'met' }]);
  });

  it('grades new reports by it in that district only, and says so with its own citation', async () => {
    const here = await report('S3', { place: { site: '本部' } });
    const there = await report('T1', { place: { site: '本部' } });
    expect(await gradeOf(here)).toMatchObject({ value: 'major', suspected: false });
    expect(await gradeOf(there)).toMatchObject({ value: 'suspected-major' });
    const { rules, text, interimMeasures } = await section.ok('GET', `/v1/hazards/${here}/grade`, undefined, {
      'accept-language': 'en',
    });
    expect(rules[0]).toMatchObject({
      ruleId: 'FI-21',
      amendedBy: [{ pack: 'd1-2026.1' }],
      citation: { official: true },
    });
    expect(rules[0].citation.zh).toBe('《青槐区教育局2026年度消防安全工作要点》（青槐教〔2026〕3号）第6条');
    expect(text[0]).toBe('Graded major by rule pack national-2026.1+d1-2026.1.');
    expect(interimMeasures.map((one: { id: string }) => one.id)).toEqual(expect.arrayContaining(['seal-off', 'guard']));
  });

  it('lists what people decided against its rules', async () => {
    const { items } = await section.ok('GET', '/v1/rule-packs/national-2026.1/overrides');
    expect(items).toMatchObject([
      {
        ruleId: 'FI-21',
        confirmed: 1,
        rejected: 1,
        raised: 0,
        lowered: 0,
        cases: [{ from: 'suspected-major', to: 'general', reason: '卷帘门常开，另有疏散口。' }],
      },
    ]);
    expect((await (await world.as('d2-section')).ok('GET', '/v1/rule-packs/national-2026.1/overrides')).items).toEqual(
      [],
    );
  });

  it('accepts a rule that a province added only where the province’s rules hold', async () => {
    const province = await world.as('province');
    const added = {
      id: 'SP-P01',
      category: 'security',
      title: '校门口无护学岗且无隔离',
      titleEn: 'No crossing guard and no barrier',
      condition: '上下学时段校门口既没有护学岗，也没有隔离。',
      class: 'general',
      textVerified: false,
      source: 'recalled',
      citation: { document: 'points', articleToCheck: '第五条' },
      defaultPriority: 'P1',
      interimMeasures: ['guard'],
    };
    const pack = { ...head('p1-2026.1', 'province', 'P1'), validFrom: '2026-10-01', add: [added] };
    await province.ok('POST', '/v1/rule-packs', pack);
    const gate = {
      organisationCode: 'S3',
      place: { site: '校门' },
      category: 'security',
      description: '校门口无护学岗。',
      observations: ['SP-P01'],
    };
    const officer = await world.as('s3-safety');
    expect((await officer.post('/v1/hazards', gate)).body.errors).toMatchObject([{ pointer: '/observations/0' }]);
    expect((await province.post('/v1/rule-packs/p1-2026.1/publication')).status).toBe(403);
    await world.populate(
      'code,name,kind,parentCode,zone\nP1,江岳省教育厅,province-department,,\n',
      'username,name,phone,email,post,organisationCode\nprovince-2,方敏,13900000091,p2@p1.example,province-department,P1\n',
    );
    const second = await world.as('province-2');
    await second.ok('POST', '/v1/rule-packs/p1-2026.1/publication');
    // Published, and not in force before its first day.
    expect((await officer.post('/v1/hazards', gate)).status).toBe(400);
    await world.until('2026-10-01T08:00:00+08:00');
    const { id } = await officer.ok('POST', '/v1/hazards', gate);
    await world.settled();
    expect(await gradeOf(id)).toMatchObject({
      value: 'general',
      rulePack: 'national-2026.1+p1-2026.1+d1-2026.1',
      ruleIds: ['SP-P01'],
    });
    expect(await world.query(`select status from app.grading_job where kind = 'regrade' order by due_at`)).toEqual([
      { status: 'done' },
      { status: 'done' },
    ]);
  });
});
