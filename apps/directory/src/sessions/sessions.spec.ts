import { createHash } from 'node:crypto';
import { SystemClock } from '#kernel/clock.js';
import {
  ADMIN_PASSWORD,
  type Answer,
  type Caller,
  DirectoryService,
} from '../../../../test/harness/directory-service.js';

const PASSWORD = 'pears in a blue bowl';
/** What may differ between two answers is the id of the request. */
const seen = ({ status, body, headers }: Answer) => ({
  status,
  body: { ...body, instance: '' },
  challenge: headers['www-authenticate'],
});

describe('sign-in', () => {
  let service: DirectoryService;
  let admin: Caller;

  beforeAll(async () => {
    service = await DirectoryService.start();
    admin = await service.administrator();
    await admin.csv('/v1/organisations/import', 'code,name,kind,parentCode,zone\nS001,第一小学,primary-school,,');
    const people = [
      'username,name,phone,email,post,organisationCode,password',
      ...['li', 'gone', 'newcomer', 'busy'].map((name) => `${name},李四,,,principal,S001,${PASSWORD}`),
      'fresh,周五,,,reporter,S001,',
    ];
    expect((await admin.csv('/v1/people/import', people.join('\n'))).status).toBe(200);
    await service.ask(`update app.person set disabled_at = now() where username = 'gone'`);
  });
  afterAll(() => service.stop());

  it('opens a session whose token is stored as its hash alone', async () => {
    const { status, body } = await service.trySignIn('li', PASSWORD);
    expect(status).toBe(201);
    expect(body.token).toMatch(/^[\w-]{43}$/);
    expect(Date.parse(body.expiresAt as string) - new SystemClock().now().getTime()).toBeGreaterThan(11.9 * 3_600_000);
    const rows = await service.ask<{ row: string; hash: string }>(
      `select s::text as row, encode(token_hash, 'hex') as hash from app.session s`,
    );
    const hash = createHash('sha256')
      .update(body.token as string)
      .digest('hex');
    expect(rows.map((row) => row.hash)).toContain(hash);
    expect(rows.filter(({ row }) => row.includes(body.token as string))).toEqual([]);
  });

  it('tells the caller who he is and what he may do', async () => {
    const { status, body } = await (await service.signIn('li', PASSWORD)).get('/v1/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      person: { username: 'li', name: '李四' },
      posts: [{ role: 'principal', organisationCode: 'S001', organisationName: '第一小学', delegated: false }],
      mustChangePassword: true,
    });
    expect(body.permissions).toContain('zero-report.sign');
    expect(body.permissions).not.toContain('people.import');
  });

  it('answers an unknown name, a wrong password, an unused account and a disabled one alike', async () => {
    const wrong = await service.trySignIn('li', 'not this one at all', '10.0.1.1');
    expect(wrong.status).toBe(401);
    expect(wrong.headers['content-type']).toBe('application/problem+json');
    for (const [username, password] of [
      ['nobody', PASSWORD],
      ['fresh', PASSWORD],
      ['gone', PASSWORD],
      ['gone', 'x'],
      ["' or 1=1", 'x'],
    ] as const) {
      expect(seen(await service.trySignIn(username, password, '10.0.1.1'))).toEqual(seen(wrong));
    }
  });

  it.each([
    ['an empty user name', { username: '', password: 'x' }, '/username'],
    ['a password of 129 characters', { username: 'li', password: 'x'.repeat(129) }, '/password'],
    ['a password that is a number', { username: 'li', password: 15 }, '/password'],
    ['another field', { username: 'li', password: 'x', personId: 'y' }, '/personId'],
  ])('refuses %s', async (_name, payload, pointer) => {
    const answer = await service.anonymous().post('/v1/sessions', payload);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('slows guessing down per account and address, and never for ever', async () => {
    const guess = (password: string, address: string) => service.trySignIn('busy', password, address);
    for (let i = 0; i < 5; i += 1) expect((await guess('wrong', '10.0.2.1')).status).toBe(401);
    const refused = await guess(PASSWORD, '10.0.2.1');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect((await guess(PASSWORD, '10.0.2.2')).status).toBe(201);
    expect((await service.trySignIn('li', PASSWORD, '10.0.2.1')).status).toBe(201);

    service.wait(59_000);
    expect((await guess(PASSWORD, '10.0.2.1')).status).toBe(429);
    service.wait(1_000);
    expect((await guess('wrong', '10.0.2.1')).status).toBe(401);
    expect((await guess('wrong', '10.0.2.1')).status).toBe(429);
    service.wait(60_000);
    expect((await guess(PASSWORD, '10.0.2.1')).status).toBe(201);
    // After a success the next five tries are free again.
    for (let i = 0; i < 5; i += 1) expect((await guess('wrong', '10.0.2.1')).status).toBe(401);
  });

  it('counts guesses at names that nobody has in the same way', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await service.trySignIn('Nobody', 'x', '10.0.3.1')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await service.trySignIn('nobody', 'x', '10.0.3.1')).status).toBe(429);
  });

  it('slows one address down that tries a password on many accounts', async () => {
    const payload = (i: number) => service.trySignIn(`someone${i}`, 'x'.repeat(200), '10.0.4.1');
    for (let i = 0; i < 5; i += 1) expect((await payload(i)).status).toBe(400);
    const tries = await Promise.all(
      Array.from({ length: 210 }, (_v, i) => service.trySignIn(`someone${i}`, 'x', '10.0.4.1')),
    );
    const refused = tries.filter(({ status }) => status === 429).length;
    expect(refused).toBe(10);
    expect((await service.trySignIn('li', PASSWORD, '10.0.4.2')).status).toBe(201);
    service.wait(2_000);
    expect((await service.trySignIn('li', PASSWORD, '10.0.4.1')).status).toBe(201);
  });

  it('ends a session at sign-out, and only that one', async () => {
    const one = await service.signIn('li', PASSWORD);
    const other = await service.signIn('li', PASSWORD);
    expect((await one.delete('/v1/sessions/current')).status).toBe(204);
    expect(await one.get('/v1/me')).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringMatching(/invalid_token/) },
    });
    expect((await one.delete('/v1/sessions/current')).status).toBe(401);
    expect((await other.get('/v1/me')).status).toBe(200);
  });

  it('ends sessions at their time', async () => {
    const caller = await service.signIn('li', PASSWORD);
    await service.ask(
      `update app.session set expires_at = clock_timestamp() where person_id = (select id from app.person where username = 'li')`,
    );
    expect((await caller.get('/v1/me')).status).toBe(401);
  });

  it('ends what a disabled person had open', async () => {
    const caller = await service.signIn('busy', PASSWORD, '10.0.5.1');
    const { body } = await caller.get('/v1/me');
    const { headers } = await admin.get(`/v1/people/${body.person.id}`);
    expect(
      (await admin.patch(`/v1/people/${body.person.id}`, { disabled: true }, headers['etag'] as string)).body.disabled,
    ).toBe(true);
    expect((await caller.get('/v1/me')).status).toBe(401);
    expect((await service.trySignIn('busy', PASSWORD, '10.0.5.1')).status).toBe(401);
    await admin.patch(`/v1/people/${body.person.id}`, { disabled: false }, '*');
    expect((await caller.get('/v1/me')).status).toBe(401);
    expect((await service.trySignIn('busy', PASSWORD, '10.0.5.1')).status).toBe(201);
  });

  describe('change of password', () => {
    const NEXT = 'seven herons over the flooded field';

    it.each([
      ['a wrong current password', { currentPassword: 'wrong', newPassword: NEXT }, 422, '/currentPassword'],
      ['a short one', { currentPassword: PASSWORD, newPassword: 'x7-short' }, 400, '/newPassword'],
      ['a popular one', { currentPassword: PASSWORD, newPassword: 'Password12345678' }, 400, '/newPassword'],
      [
        'one with the user name',
        { currentPassword: PASSWORD, newPassword: 'a newcomer across quiet hills' },
        400,
        '/newPassword',
      ],
      [
        'one with the school',
        { currentPassword: PASSWORD, newPassword: '第一小学的灯在雨里亮了整整一夜' },
        400,
        '/newPassword',
      ],
      ['the same one', { currentPassword: PASSWORD, newPassword: PASSWORD }, 400, '/newPassword'],
    ])('refuses %s', async (_name, payload, status, pointer) => {
      const caller = await service.signIn('newcomer', PASSWORD, '10.0.6.1');
      expect(await caller.put('/v1/me/password', payload)).toMatchObject({ status, body: { errors: [{ pointer }] } });
      expect((await service.trySignIn('newcomer', PASSWORD, '10.0.6.1')).status).toBe(201);
    });

    it('replaces the password by an argon2id hash and ends the other sessions', async () => {
      const [one, other] = [
        await service.signIn('newcomer', PASSWORD, '10.0.6.1'),
        await service.signIn('newcomer', PASSWORD, '10.0.6.1'),
      ];
      expect((await one.put('/v1/me/password', { currentPassword: PASSWORD, newPassword: NEXT })).status).toBe(204);
      expect((await one.get('/v1/me')).body.mustChangePassword).toBe(false);
      expect((await other.get('/v1/me')).status).toBe(401);
      expect((await service.trySignIn('newcomer', PASSWORD, '10.0.6.1')).status).toBe(401);
      expect((await service.trySignIn('newcomer', NEXT, '10.0.6.1')).status).toBe(201);
      const [stored] = await service.ask(
        `select kind, hash from app.credential c join app.person p on p.id = c.person_id where username = 'newcomer'`,
      );
      expect(stored).toMatchObject({
        kind: 'password',
        hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
      });
    });

    it('does not help to guess the current one', async () => {
      const caller = await service.signIn('li', PASSWORD, '10.0.6.2');
      const statuses = [];
      for (let i = 0; i < 6; i += 1)
        statuses.push(
          (await caller.put('/v1/me/password', { currentPassword: `wrong ${i}`, newPassword: NEXT })).status,
        );
      expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    });

    it('is undone by an administrator’s reset, which ends all sessions', async () => {
      const caller = await service.signIn('newcomer', NEXT, '10.0.6.3');
      const id = (await caller.get('/v1/me')).body.person.id as string;
      expect((await caller.post(`/v1/people/${id}/password-reset`)).status).toBe(403);
      const reset = await admin.post(`/v1/people/${id}/password-reset`);
      expect(reset).toMatchObject({ status: 200, body: { username: 'newcomer' } });
      expect((await caller.get('/v1/me')).status).toBe(401);
      expect((await service.trySignIn('newcomer', NEXT, '10.0.6.3')).status).toBe(401);
      const again = await service.signIn('newcomer', reset.body.initialPassword as string, '10.0.6.3');
      expect((await again.get('/v1/me')).body.mustChangePassword).toBe(true);
    });
  });

  it('is what the first administrator got at the first start', async () => {
    const { body } = await (await service.signIn('admin', ADMIN_PASSWORD)).get('/v1/me');
    expect(body).toMatchObject({
      posts: [{ role: 'administrator', organisationCode: 'ROOT', organisationName: '全国' }],
      mustChangePassword: false,
    });
  });
});
