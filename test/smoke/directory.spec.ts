import { type Answer, type Caller, DirectoryService } from '../harness/directory-service.js';

const PASSWORD = 'pears in a blue bowl';
const ORGANISATIONS = `code,name,kind,parentCode,zone
P01,江岳省教育厅,province-department,,
C01,云渡市教育局,city-bureau,P01,
D01,青槐区教育局,district-bureau,C01,
D02,白杨区教育局,district-bureau,C01,
G01,青槐区安委办,government-safety-office,D01,
Z01,东片区,zone,D01,
Z02,西片区,zone,D01,
S001,第一小学,primary-school,D01,Z01
S002,第二小学,primary-school,D01,Z02
S003,第三小学,primary-school,D02,`;
const PEOPLE = `username,name,phone,email,post,organisationCode,password
s001.principal,陈秋实,13800000001,chen@s001.example,principal,S001,${PASSWORD}
s001.vice,林夏,13800000002,,vice-principal,S001,${PASSWORD}
s001.reporter,郑春,,,reporter,S001,${PASSWORD}
s002.principal,吴冬,,,principal,S002,${PASSWORD}
z01.officer,何东,,,zone-officer,Z01,${PASSWORD}
d01.section,许安,,,safety-section,D01,${PASSWORD}
d01.admin,周管理,,,administrator,D01,${PASSWORD}
d01.auditor,施审,,,auditor,D01,${PASSWORD}
d02.section,曹安,,,safety-section,D02,${PASSWORD}
c01.bureau,严市,,,city-bureau,C01,${PASSWORD}
g01.office,孔安委,,,government-safety-office,G01,${PASSWORD}`;

describe('the directory of a district', () => {
  let service: DirectoryService;
  const callers = new Map<string, Caller>();
  const ids = new Map<string, string>();

  const as = async (username: string): Promise<Caller> => {
    const caller = callers.get(username) ?? (await service.signIn(username, PASSWORD));
    callers.set(username, caller);
    return caller;
  };
  const idOf = (username: string): string => ids.get(username) ?? '';
  const codesOf = ({ body }: Answer): string[] => body.items.map(({ code }: { code: string }) => code);
  const namesOf = ({ body }: Answer): string[] => body.items.map(({ username }: { username: string }) => username);
  const postOf = async (username: string, role: string): Promise<string> => {
    const sql = 'select t.id from app.post t join app.person p on p.id = t.person_id where username = $1 and role = $2';
    return (await service.ask<{ id: string }>(sql, [username, role]))[0]?.id ?? '';
  };
  const permits = async (username: string, permission: string): Promise<boolean> =>
    (await (await as(username)).get('/v1/me')).body.permissions.includes(permission);

  beforeAll(async () => {
    service = await DirectoryService.start();
    const admin = await service.administrator();
    callers.set('admin', admin);
    expect((await admin.csv('/v1/organisations/import', ORGANISATIONS)).status).toBe(200);
    expect((await admin.csv('/v1/people/import', PEOPLE)).status).toBe(200);
    for (const { id, username } of await service.ask<{ id: string; username: string }>(
      'select id, username from app.person',
    ))
      ids.set(username, id);
  });
  afterAll(() => service.stop());
  afterEach(() => service.fastForward('0'));

  describe('shows everybody his own subtree and no more', () => {
    it.each([
      ['admin', ['C01', 'D01', 'D02', 'G01', 'P01', 'ROOT', 'S001', 'S002', 'S003', 'Z01', 'Z02']],
      ['c01.bureau', ['C01', 'D01', 'D02', 'G01', 'S001', 'S002', 'S003', 'Z01', 'Z02']],
      ['d01.section', ['D01', 'G01', 'S001', 'S002', 'Z01', 'Z02']],
      ['z01.officer', ['S001', 'Z01']],
      ['s001.principal', ['S001']],
      ['g01.office', ['G01']],
    ])('%s', async (username, codes) => {
      const caller = await as(username);
      expect(codesOf(await caller.get('/v1/organisations'))).toEqual(codes);
      for (const code of ['D01', 'S001', 'S003']) {
        expect((await caller.get(`/v1/organisations/${code}`)).status).toBe(codes.includes(code) ? 200 : 404);
      }
    });

    it('with one and the same answer for what is elsewhere and what is nowhere', async () => {
      const caller = await as('s001.principal');
      const masked = ({ status, body }: Answer) => ({ status, body: { ...body, instance: '' } });
      for (const path of ['', '/posts']) {
        const elsewhere = await caller.get(`/v1/organisations/S002${path}`);
        expect(elsewhere.status).toBe(404);
        expect(masked(elsewhere)).toEqual(masked(await caller.get(`/v1/organisations/S999${path}`)));
      }
      expect(masked(await caller.get('/v1/organisations?under=D01'))).toEqual(
        masked(await caller.get('/v1/organisations?under=D99')),
      );
      expect(masked(await caller.get(`/v1/people/${idOf('s002.principal')}`))).toEqual(
        masked(await caller.get('/v1/people/0190a5b0-7c3e-7000-8000-000000000000')),
      );
      expect((await caller.get('/v1/people/not-an-id')).status).toBe(404);
    });

    it('without the parent that stands above it', async () => {
      expect((await (await as('s001.principal')).get('/v1/organisations/S001')).body.parentCode).toBeNull();
      expect((await (await as('d01.section')).get('/v1/organisations/S001')).body.parentCode).toBe('Z01');
    });

    it('and telephone numbers to those alone who administer people, and to oneself', async () => {
      const contact = async (username: string) => {
        const { body } = await (await as(username)).get(`/v1/people/${idOf('s001.principal')}`);
        return [body.phone, body.email];
      };
      expect(await contact('d01.admin')).toEqual(['13800000001', 'chen@s001.example']);
      expect(await contact('s001.principal')).toEqual(['13800000001', 'chen@s001.example']);
      for (const username of ['d01.auditor', 'z01.officer'])
        expect(await contact(username)).toEqual([undefined, undefined]);
      const { body } = await (await as('d01.auditor')).get('/v1/people');
      expect(JSON.stringify(body)).not.toMatch(/1380000/);
      expect((await (await as('s001.reporter')).get('/v1/people')).status).toBe(403);
    });
  });

  it('hands out lists page by page, each item once', async () => {
    const caller = await as('d01.section');
    for (const [url, namesIn] of [
      ['/v1/organisations?limit=2', codesOf],
      ['/v1/people?limit=3&under=D01', namesOf],
    ] as const) {
      const whole = namesIn(await caller.get(url.replace(/limit=\d/, 'limit=200')));
      const found: string[] = [];
      let page = await caller.get(url);
      for (;;) {
        found.push(...namesIn(page));
        if (page.body.next === null) break;
        expect(page.headers['link']).toContain(`cursor=${page.body.next}`);
        page = await caller.get(`${url}&cursor=${page.body.next}`);
      }
      expect(found).toEqual(whole);
      expect(whole.length).toBeGreaterThan(5);
    }
    expect((await caller.get('/v1/organisations?cursor=abc')).status).toBe(400);
    expect(codesOf(await caller.get('/v1/organisations?kind=zone'))).toEqual(['Z01', 'Z02']);
    expect(namesOf(await caller.get('/v1/people?under=S001'))).toEqual([
      's001.principal',
      's001.reporter',
      's001.vice',
    ]);
  });

  it('asks for the version that a change is meant for', async () => {
    const admin = await as('d01.admin');
    const { headers, body } = await admin.get('/v1/organisations/S002');
    expect((await admin.patch('/v1/organisations/S002', { name: '实验小学' })).status).toBe(428);
    expect((await admin.patch('/v1/organisations/S002', { name: '实验小学' }, '"v99"')).status).toBe(412);
    const changed = await admin.patch(
      '/v1/organisations/S002',
      { name: '实验小学', validTo: '2031-09-01' },
      headers['etag'] as string,
    );
    expect(changed).toMatchObject({
      status: 200,
      body: { name: '实验小学', validTo: '2031-09-01', version: body.version + 1 },
    });
    expect(changed.headers['etag']).toBe(`"v${body.version + 1}"`);
    expect((await admin.patch('/v1/organisations/S002', { name: '别的' }, headers['etag'] as string)).status).toBe(412);
    expect((await admin.patch('/v1/organisations/S002', { validTo: null }, '*')).body.validTo).toBeNull();
    expect((await admin.patch('/v1/organisations/S002', { code: 'X' }, '*')).status).toBe(400);
  });

  it.each([
    ['below itself', 'D01', { parentCode: 'S001' }, '/parentCode'],
    ['to another district', 'S001', { parentCode: 'D02' }, '/parentCode'],
    ['out of a subtree that is one’s own', 'D01', { parentCode: 'Z01' }, '/parentCode'],
    ['into a zone that there is not', 'S001', { zone: '北片区' }, '/zone'],
    ['to an end before its beginning', 'S001', { validTo: '1999-01-01' }, '/validTo'],
  ])('moves nothing %s', async (_name, code, patch, pointer) => {
    const answer = await (await as('d01.admin')).patch(`/v1/organisations/${code}`, patch, '*');
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('moves whatever stands below an organisation along with it', async () => {
    const admin = await as('admin');
    const hazard = '0190a5b0-7c3e-7000-8000-00000000000a';
    await service.ask(
      `insert into app.hazard (id, number, organisation_id, path, status, site, place_key, category, description, discovered_at,
         reported_at, history_seq, history_hash)
       select $1, 'D01-S001-2026-0001', id, path, 'reported', '教学楼', 'k', 'fire', '门上锁', now(), now(), 1, '' from app.organisation where code = 'S001'`,
      [hazard],
    );
    await service.ask(
      `insert into app.obligation (id, kind, subject_id, organisation_id, path, started_at, due_at, policy_id, policy_version, step_ids, step_times)
       select $1, 'rectify', $1, id, path, now(), now(), 'p', '1', '{a}', array[now()] from app.organisation where code = 'S001'`,
      [hazard],
    );
    await service.ask(
      `insert into app.obligation_step (obligation_id, due_version, step_id, fell_due_at, taken_at, organisation_id, path)
       select $1, 1, 'a', now(), now(), id, path from app.organisation where code = 'S001'`,
      [hazard],
    );
    const before = await as('z01.officer');
    expect((await before.get('/v1/organisations/S001')).status).toBe(200);
    const moved = await admin.patch('/v1/organisations/Z01', { parentCode: 'D02' }, '*');
    expect(moved).toMatchObject({ status: 200, body: { parentCode: 'D02' } });

    expect((await (await as('d01.section')).get('/v1/organisations/S001')).status).toBe(404);
    expect((await (await as('d02.section')).get('/v1/organisations/S001')).status).toBe(200);
    expect(namesOf(await (await as('d02.section')).get('/v1/people?under=Z01'))).toContain('s001.vice');
    const rows = await service.ask<{ wrong: string }>(
      `select 'hazard' as wrong from app.hazard h join app.organisation o on o.id = h.organisation_id where h.path <> o.path or h.district_id <> o.district_id
       union all select 'obligation' from app.obligation h join app.organisation o on o.id = h.organisation_id where h.path <> o.path or h.district_id <> o.district_id
       union all select 'step' from app.obligation_step h join app.organisation o on o.id = h.organisation_id where h.path <> o.path
       union all select 'person' from app.person h join app.organisation o on o.id = h.organisation_id where h.path <> o.path
       union all select 'post' from app.post h join app.organisation o on o.id = h.organisation_id where h.path <> o.path`,
    );
    expect(rows).toEqual([]);
    const [district] = await service.ask(
      `select (select code from app.organisation where id = h.district_id) as code from app.hazard h`,
    );
    expect(district).toEqual({ code: 'D02' });

    expect((await admin.patch('/v1/organisations/Z01', { parentCode: 'D01' }, '*')).status).toBe(200);
    expect((await admin.patch('/v1/organisations/S001', { zone: '西片区' }, '*')).body.parentCode).toBe('Z02');
    expect((await admin.patch('/v1/organisations/S001', { zone: 'Z01' }, '*')).body.parentCode).toBe('Z01');
  });

  it('gives and takes posts, with effect on the next request', async () => {
    const admin = await as('d01.admin');
    const caller = await as('s001.reporter');
    expect(await permits('s001.reporter', 'hazard.rectify')).toBe(false);
    const appointed = await admin.post('/v1/organisations/S001/posts', {
      username: 's001.reporter',
      role: 'canteen-head',
    });
    expect(appointed).toMatchObject({
      status: 201,
      body: { role: 'canteen-head', organisationCode: 'S001', to: null, person: { username: 's001.reporter' } },
    });
    expect(await permits('s001.reporter', 'hazard.rectify')).toBe(true);
    const again = { personId: idOf('s001.reporter'), role: 'canteen-head' };
    expect((await admin.post('/v1/organisations/S001/posts', again)).status).toBe(409);
    expect((await admin.get('/v1/organisations/S001/posts')).body.items).toHaveLength(4);

    expect((await caller.delete(`/v1/posts/${appointed.body.id}`)).status).toBe(403);
    expect((await admin.delete(`/v1/posts/${appointed.body.id}`)).status).toBe(204);
    expect(await permits('s001.reporter', 'hazard.rectify')).toBe(false);
    expect((await admin.get('/v1/organisations/S001/posts')).body.items).toHaveLength(3);
    expect((await admin.post('/v1/organisations/S001/posts', again)).status).toBe(201);
  });

  it.each([
    ['a role of another level', 'S001', { username: 's001.vice', role: 'director' }, 422],
    ['somebody of another district', 'S001', { username: 'd02.section', role: 'reporter' }, 422],
    ['an organisation of another district', 'S003', { username: 's001.vice', role: 'reporter' }, 404],
    [
      'a person named twice',
      'S001',
      { username: 's001.vice', personId: '0190a5b0-7c3e-7000-8000-000000000000', role: 'reporter' },
      400,
    ],
    ['nobody', 'S001', { role: 'reporter' }, 400],
    ['an unknown role', 'S001', { username: 's001.vice', role: 'king' }, 400],
  ])('refuses a post for %s', async (_name, code, payload, status) => {
    expect((await (await as('d01.admin')).post(`/v1/organisations/${code}/posts`, payload)).status).toBe(status);
  });

  it('makes a post once under one Idempotency-Key', async () => {
    const admin = await as('d01.admin');
    const send = () =>
      admin.post(
        '/v1/organisations/S001/posts',
        { username: 's001.vice', role: 'safety-officer' },
        { 'idempotency-key': 'post-1' },
      );
    const first = await send();
    const second = await send();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const refused = { username: 's001.vice', role: 'safety-officer' };
    expect((await admin.post('/v1/organisations/S001/posts', refused, { 'idempotency-key': 'post-2' })).status).toBe(
      409,
    );
  });

  it('lets nobody end his own post of administrator or disable himself', async () => {
    const admin = await as('d01.admin');
    expect((await admin.delete(`/v1/posts/${await postOf('d01.admin', 'administrator')}`)).status).toBe(409);
    expect((await admin.patch(`/v1/people/${idOf('d01.admin')}`, { disabled: true }, '*')).status).toBe(409);
    expect((await admin.get('/v1/me')).status).toBe(200);
  });

  it('lets an administrator of a district touch nobody who also stands above it', async () => {
    const admin = await as('d01.admin');
    await (await as('admin')).post('/v1/organisations/C01/posts', { username: 'd01.section', role: 'city-bureau' });
    expect((await admin.post(`/v1/people/${idOf('d01.section')}/password-reset`)).status).toBe(403);
    expect((await admin.patch(`/v1/people/${idOf('d01.section')}`, { email: 'me@example.org' }, '*')).status).toBe(403);
    expect((await admin.post(`/v1/people/${idOf('d02.section')}/password-reset`)).status).toBe(404);
    expect((await admin.post(`/v1/people/${idOf('s002.principal')}/password-reset`)).status).toBe(200);
    expect((await admin.delete(`/v1/posts/${await postOf('d01.section', 'city-bureau')}`)).status).toBe(404);
    expect((await (await as('admin')).delete(`/v1/posts/${await postOf('d01.section', 'city-bureau')}`)).status).toBe(
      204,
    );
    expect((await admin.patch(`/v1/people/${idOf('d01.section')}`, { phone: '010-12345678' }, '*')).body.phone).toBe(
      '010-12345678',
    );
  });

  it('does not let one post lend its subtree to another', async () => {
    const admin = await as('admin');
    await admin.post('/v1/organisations/S003/posts', { username: 'd01.admin', role: 'reporter' });
    const local = await as('d01.admin');
    const csv = 'username,name,phone,email,post,organisationCode\nnewone,新人,,,reporter,S003';
    expect((await local.csv('/v1/people/import', csv)).body.errors).toMatchObject([
      { pointer: '/lines/2/organisationCode' },
    ]);
    expect((await local.patch('/v1/organisations/S003', { name: '别的' }, '*')).status).toBe(404);
    const post = await postOf('d01.admin', 'reporter');
    expect((await admin.delete(`/v1/posts/${post}`)).status).toBe(204);
  });

  describe('delegation', () => {
    const now = () => new Date();
    const inDays = (days: number): string => new Date(now().getTime() + days * 86_400_000).toISOString();

    it('gives the substitute the post’s rights while it lasts', async () => {
      const principal = await as('s001.principal');
      const post = await postOf('s001.principal', 'principal');
      const period = { from: inDays(2), to: inDays(5), reason: '外出培训' };
      const made = await principal.post(`/v1/posts/${post}/delegations`, { toUsername: 's001.vice', ...period });
      expect(made).toMatchObject({
        status: 201,
        body: { postId: post, toPerson: { name: '林夏' }, reason: '外出培训' },
      });
      expect((await principal.get(`/v1/posts/${post}/delegations`)).body.items).toHaveLength(1);

      const signs: Record<string, boolean> = {};
      for (const interval of ['0', '1 day 23 hours', '2 days 1 hour', '4 days 23 hours', '5 days 1 hour']) {
        await service.fastForward(interval);
        signs[interval] = await permits('s001.vice', 'zero-report.sign');
      }
      expect(signs).toEqual({
        '0': false,
        '1 day 23 hours': false,
        '2 days 1 hour': true,
        '4 days 23 hours': true,
        '5 days 1 hour': false,
      });

      await service.fastForward('3 days');
      const { body } = await (await as('s001.vice')).get('/v1/me');
      expect(body.posts).toContainEqual({
        role: 'principal',
        organisationCode: 'S001',
        organisationName: '第一小学',
        delegated: true,
      });
      expect((await principal.delete(`/v1/delegations/${made.body.id}`)).status).toBe(204);
      expect(await permits('s001.vice', 'zero-report.sign')).toBe(false);
    });

    it('is not for a post above one’s own', async () => {
      const post = await postOf('s001.principal', 'principal');
      const wanted = { toUsername: 's001.vice', from: inDays(10), to: inDays(11), reason: '我来' };
      expect((await (await as('s001.vice')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(403);
      expect((await (await as('d02.section')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(404);
      expect((await (await as('z01.officer')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(403);
      expect((await (await as('d01.section')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(201);
      expect((await (await as('d01.section')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(409);
    });

    it.each([
      ['to the holder', { toUsername: 's001.principal' }, 422],
      ['to somebody elsewhere', { toUsername: 's002.principal' }, 422],
      ['to nobody', { toUsername: 'ghost' }, 422],
      ['that ends before it begins', { to: '2020-01-01T00:00:00+08:00' }, 400],
      ['without an offset', { from: '2030-01-01T00:00:00' }, 400],
    ])('is refused %s', async (_name, change, status) => {
      const post = await postOf('s001.principal', 'principal');
      const wanted = { toUsername: 's001.vice', from: inDays(20), to: inDays(21), reason: '外出', ...change };
      expect((await (await as('s001.principal')).post(`/v1/posts/${post}/delegations`, wanted)).status).toBe(status);
    });
  });

  it('takes an absence from the person and from those who arrange who stands in', async () => {
    const id = idOf('s001.reporter');
    const absence = { from: '2030-03-01T08:00:00+08:00', to: '2030-03-05T08:00:00+08:00', reason: '病假' };
    const own = await (await as('s001.reporter')).post(`/v1/people/${id}/absences`, absence);
    expect(own).toMatchObject({
      status: 201,
      body: { personId: id, from: '2030-03-01T00:00:00.000Z', reason: '病假' },
    });
    expect(
      (await (await as('s001.principal')).post(`/v1/people/${id}/absences`, { ...absence, reason: '培训' })).status,
    ).toBe(201);
    expect((await (await as('s001.principal')).get(`/v1/people/${id}/absences`)).body.items).toHaveLength(2);
    for (const username of ['z01.officer', 'd01.auditor', 'd02.section'])
      expect((await (await as(username)).get(`/v1/people/${id}/absences`)).status).toBe(404);
    expect((await (await as('s001.reporter')).post(`/v1/people/${idOf('s001.vice')}/absences`, absence)).status).toBe(
      404,
    );
    expect(
      (await (await as('s001.reporter')).post(`/v1/people/${id}/absences`, { ...absence, to: absence.from })).status,
    ).toBe(400);
    expect((await (await as('s001.reporter')).delete(`/v1/people/${id}/absences/${own.body.id}`)).status).toBe(204);
    await service.fastForward('10 years');
    expect((await (await as('s001.principal')).get(`/v1/people/${id}/absences`)).body.items).toEqual([]);
  });

  it('describes every endpoint in its document', async () => {
    const { body } = await service.anonymous().get('/openapi.json');
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining([
        '/v1/sessions',
        '/v1/me/password',
        '/v1/people/import',
        '/v1/posts/{id}/delegations',
        '/v1/people/{id}/absences',
      ]),
    );
    expect(body.components.schemas.NewPassword.additionalProperties).toBe(false);
    expect(body.paths['/v1/organisations/{code}'].patch.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'code',
      'If-Match',
    ]);
  });
});
