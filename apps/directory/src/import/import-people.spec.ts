import { type Caller, DirectoryService } from '../../../../test/harness/directory-service.js';

const HEADER = 'username,name,phone,email,post,organisationCode';
const file = (...lines: string[]): string => [HEADER, ...lines].join('\n');

describe('the import of people', () => {
  let service: DirectoryService;
  let admin: Caller;
  const upload = (payload: string | Buffer, as = admin) => as.csv('/v1/people/import', payload);
  const counts = () =>
    service.ask(
      'select (select count(*)::int from app.person) as people, (select count(*)::int from app.post) as posts',
    );

  beforeAll(async () => {
    service = await DirectoryService.start();
    admin = await service.administrator();
    const organisations = [
      'code,name,kind,parentCode,zone',
      'D01,青槐区教育局,district-bureau,,',
      'D02,白杨区教育局,district-bureau,,',
      'S001,第一小学,primary-school,D01,东片区',
      'S002,第二小学,primary-school,D01,',
      'S003,第三小学,primary-school,D02,',
    ];
    expect((await admin.csv('/v1/organisations/import', organisations.join('\n'))).status).toBe(200);
    const first = await upload(
      file(
        'chen,陈秋实,13800000001,chen@s001.example,principal,S001',
        'wu,吴冬,,,校（园）长,S002',
        'wu,吴冬,,,安全员,S002',
      ),
    );
    expect(first).toMatchObject({ status: 200, body: { created: 2, postsAdded: 0, unchanged: 0, total: 3 } });
    expect(first.body.credentials.map(({ username }: { username: string }) => username)).toEqual(['chen', 'wu']);
    expect(first.body.credentials[0].initialPassword).toMatch(/^[\w-]{22}$/);
  });
  afterAll(() => service.stop());

  it('changes nothing when the same lines come again, and gives no password twice', async () => {
    const answer = await upload(file('chen,陈秋实,,,principal,S001', 'WU,吴冬,,,safety-officer,S002'));
    expect(answer.body).toEqual({ created: 0, postsAdded: 0, unchanged: 2, total: 2, credentials: [] });
  });

  it('gives somebody who is known a further post', async () => {
    const answer = await upload(file('chen,陈秋实,,,principal,S002'));
    expect(answer.body).toEqual({ created: 0, postsAdded: 1, unchanged: 0, total: 1, credentials: [] });
    expect(await service.ask(`select phone from app.person where username = 'chen'`)).toEqual([
      { phone: '13800000001' },
    ]);
  });

  const wrong = (line: number, column: string, says: RegExp) => ({
    pointer: `/lines/${line}/${column}`,
    message: expect.stringMatching(says),
  });
  it.each<[string, string, object[]]>([
    ['a user name of one letter', file('x,甲,,,principal,S001'), [wrong(2, 'username', /2 to 64/)]],
    ['a user name with a blank', file('x y,甲,,,principal,S001'), [wrong(2, 'username', /2 to 64/)]],
    ['a line without a name', file('x1,,,,principal,S001'), [wrong(2, 'name', /1 to 60/)]],
    ['a telephone number of letters', file('x1,甲,call me,,principal,S001'), [wrong(2, 'phone', /telephone/)]],
    [
      'a mail address of two',
      file('x1,甲,,"a@b.example,c@d.example",principal,S001'),
      [wrong(2, 'email', /mail address/)],
    ],
    ['an unknown post', file('x1,甲,,,班主任,S001'), [wrong(2, 'post', /principal \(校/)]],
    ['an unknown organisation', file('x1,甲,,,principal,S999'), [wrong(2, 'organisationCode', /administer/)]],
    ['a principal of a bureau', file('x1,甲,,,principal,D01'), [wrong(2, 'post', /district-bureau/)]],
    ['a director of a school', file('x1,甲,,,局长,S001'), [wrong(2, 'post', /primary-school/)]],
    ['a zone officer of a district', file('x1,甲,,,zone-officer,D01'), [wrong(2, 'post', /district-bureau/)]],
    [
      'two people under one user name',
      file('x1,甲,,,principal,S001', 'X1,乙,,,principal,S002'),
      [wrong(3, 'name', /line 2/)],
    ],
    [
      'a second telephone number',
      file('x1,甲,13800000002,,principal,S001', 'x1,甲,13800000003,,principal,S002'),
      [wrong(3, 'phone', /line 2/)],
    ],
    [
      'somebody else under a known user name',
      file('chen,陈冬,,,safety-officer,S001'),
      [wrong(2, 'name', /has already/)],
    ],
    ['a post twice', file('x1,甲,,,principal,S001', 'x1,甲,,,校（园）长,S001'), [wrong(3, 'post', /line 2/)]],
    [
      'a password of 14 characters',
      `${HEADER},password\nx1,甲,,,principal,S001,vb7-Kxm2-qLp9w`,
      [wrong(2, 'password', /15 to 128/)],
    ],
    [
      'a missing column',
      'username,name,post,organisationCode\nx1,甲,principal,S001',
      [wrong(1, 'phone', /missing/), wrong(1, 'email', /missing/)],
    ],
    [
      'three lines at fault of four',
      file('x1,甲,,,principal,S001', 'x2,乙,,,principal,S999', 'x3,丙,,,班主任,S001', 'x4,丁'),
      [
        wrong(3, 'organisationCode', /administer/),
        wrong(4, 'post', /one of/),
        { pointer: '/lines/5', message: expect.stringMatching(/6 values/) },
      ],
    ],
  ])('refuses %s and stores nothing', async (_name, payload, errors) => {
    const before = await counts();
    const answer = await upload(payload);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual(errors);
    expect(await counts()).toEqual(before);
  });

  it('reads GB18030', async () => {
    const payload = Buffer.concat([
      Buffer.from(`${HEADER}\r\nbianma,`),
      Buffer.from('b1e0c2eb', 'hex'),
      Buffer.from(',,,reporter,S001\r\n'),
    ]);
    expect((await upload(payload)).body).toMatchObject({ created: 1 });
    expect(await service.ask(`select name from app.person where username = 'bianma'`)).toEqual([{ name: '编码' }]);
  });

  it('keeps an initial password as the hash of 128 random bits, a chosen one as argon2id, and lets both sign in', async () => {
    const answer = await upload(
      `${HEADER},password\nzhao,赵一,,,principal,S003,\nqian,钱二,,,safety-officer,S003,a kettle under the stairs`,
    );
    expect(answer.body.credentials).toHaveLength(1);
    const stored = await service.ask<{ username: string; kind: string; hash: string }>(
      `select p.username, c.kind, c.hash from app.credential c join app.person p on p.id = c.person_id where p.username in ('zhao', 'qian') order by 1 desc`,
    );
    expect(stored).toMatchObject([
      { username: 'zhao', kind: 'initial', hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      { username: 'qian', kind: 'initial', hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) },
    ]);
    const zhao = await service.signIn('ZHAO', answer.body.credentials[0].initialPassword as string);
    expect((await zhao.get('/v1/me')).body).toMatchObject({
      mustChangePassword: true,
      posts: [{ role: 'principal', organisationCode: 'S003' }],
    });
    expect(
      (await (await service.signIn('qian', 'a kettle under the stairs')).get('/v1/me')).body.mustChangePassword,
    ).toBe(true);
  });

  it('keeps an administrator of a district within it', async () => {
    await upload(`${HEADER},password\nd02.admin,周管理,,,administrator,D02,brass bells in the fog`);
    const local = await service.signIn('d02.admin', 'brass bells in the fog');
    expect((await upload(file('sun,孙三,,,principal,S001'), local)).body.errors).toMatchObject([
      { pointer: '/lines/2/organisationCode' },
    ]);
    const taken = await upload(file('chen,陈秋实,,,safety-officer,S003'), local);
    expect(taken.body.errors).toMatchObject([
      { pointer: '/lines/2/username', message: expect.stringMatching(/outside your subtree/) },
    ]);
    expect((await upload(file('sun,孙三,,,reporter,S003'), local)).body).toMatchObject({ created: 1 });
  });

  it('is not for those without the permission', async () => {
    const answer = await upload(`${HEADER},password\nli,李四,,,principal,S001,pears in a blue bowl`);
    expect(answer.status).toBe(200);
    const principal = await service.signIn('li', 'pears in a blue bowl');
    expect((await upload(file('x1,甲,,,reporter,S001'), principal)).status).toBe(403);
    expect((await upload(file('x1,甲,,,reporter,S001'), service.anonymous())).status).toBe(401);
  });

  it('takes 1 500 people in a few seconds', async () => {
    const lines = Array.from({ length: 1500 }, (_v, i) => `p${i},王${i},,,reporter,S00${(i % 2) + 1}`);
    const start = performance.now();
    const answer = await upload(file(...lines));
    const seconds = (performance.now() - start) / 1000;
    expect(answer.body).toMatchObject({ created: 1500, total: 1500 });
    expect(
      new Set(answer.body.credentials.map(({ initialPassword }: { initialPassword: string }) => initialPassword)).size,
    ).toBe(1500);
    expect(seconds).toBeLessThan(15);
    process.stdout.write(`1 500 people in ${seconds.toFixed(1)} s\n`);
  });
});
