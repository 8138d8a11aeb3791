import { createHash } from 'node:crypto';
import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const current = { 'if-match': '*' };
const DRILL = '/v1/duties/term-drill/periods/2026-autumn/filings';
const jpeg = (mark: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark)]);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n');
const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

describe('the evidence of a duty', () => {
  let world: World;
  let s1: Client;
  let section: Client;

  beforeAll(async () => {
    world = await World.begin('2026-10-08T10:00:00+08:00');
    await world.settled();
    section = await world.as('section');
    await section.ok('POST', '/v1/duties/term-drill/orders', { organisationCode: 'D1', from: '2026-09-01' });
    await world.settled();
    s1 = await world.as('s1-safety');
  });
  afterAll(() => world?.end());

  const attach = (
    client: Client,
    path: string,
    content: Buffer,
    { type = 'image/jpeg', ...headers }: Record<string, string> = {},
  ) => client.send('POST', path, content, { 'content-type': type, ...current, ...headers });
  const download = (client: Client, path: string): Promise<Response> =>
    fetch(`${client.base}${path}`, { headers: { authorization: `Bearer ${client.token}` } });

  it('is asked for before the drill is signed, and named where it lacks', async () => {
    const answers = { heldOn: '2026-10-08', subject: '消防疏散', participants: 812 };
    await s1.ok('PUT', `${DRILL}/S1`, { answers }, current);
    const refused = await s1.send('POST', `${DRILL}/S1/signature`, undefined, current);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      expect.objectContaining({ pointer: '/evidence/photos', code: 'evidence-missing' }),
    ]);
    expect((await s1.get(`${DRILL}/S1`)).body).toMatchObject({
      state: 'draft',
      form: { evidenceKinds: [{ id: 'photos', required: true }, { id: 'sign-in-sheet' }, {}, {}], evidence: [] },
    });
  });

  it('takes a picture once, and refuses what is no picture, no kind, too large or meant for an older version', async () => {
    const photo = jpeg('photo');
    const added = await attach(s1, `${DRILL}/S1/evidence/photos?name=${encodeURIComponent('演练"1".jpg')}`, photo);
    expect(added.status).toBe(201);
    const [file] = added.body.form.evidence;
    expect(file).toEqual({
      id: expect.any(String),
      kind: 'photos',
      name: '演练_1_.jpg',
      mediaType: 'image/jpeg',
      bytes: photo.length,
      sha256: hashOf(photo),
    });
    const again = await attach(s1, `${DRILL}/S1/evidence/photos?name=b.jpg`, photo);
    expect(again.body).toMatchObject({ version: added.body.version, form: { evidence: [file] } });

    const page = Buffer.from('<html><script>alert(1)</script>');
    const faults = [
      await attach(s1, `${DRILL}/S1/evidence/photos`, page),
      await attach(s1, `${DRILL}/S1/evidence/photos`, PDF),
      await attach(s1, `${DRILL}/S1/evidence/photos`, page, { type: 'text/html' }),
      await attach(s1, `${DRILL}/S1/evidence/video`, jpeg('v')),
      await attach(s1, `${DRILL}/S1/evidence/photos`, Buffer.concat([jpeg(''), Buffer.alloc(5 * 1024 * 1024)])),
      await attach(s1, `${DRILL}/S1/evidence/photos`, Buffer.alloc(10 * 1024 * 1024 + 1)),
      await attach(s1, `${DRILL}/S1/evidence/photos`, jpeg('old'), { 'if-match': '"v1"' }),
      await attach(section, `${DRILL}/S1/evidence/photos`, jpeg('bureau')),
      await attach(await world.as('s2-safety'), `${DRILL}/S1/evidence/photos`, jpeg('other')),
    ];
    expect(faults.map(({ status, body }) => `${status} ${body.errors?.[0]?.code ?? ''}`.trim())).toEqual([
      '422 evidence-type',
      '422 evidence-type',
      '415',
      '400',
      '422 evidence-size',
      '413',
      '412',
      '403',
      '404',
    ]);
    expect((await s1.get(`${DRILL}/S1`)).body.form.evidence).toEqual([file]);
  });

  it('is removed from a draft with its bytes, and put back', async () => {
    const plan = await attach(s1, `${DRILL}/S1/evidence/plan?name=方案.pdf`, PDF, { type: 'application/pdf' });
    const file = plan.body.form.evidence.find((one: { kind: string }) => one.kind === 'plan');
    const left = await s1.ok('DELETE', `${DRILL}/S1/files/${file.id}`, undefined, current);
    expect(left.form.evidence.map((one: { kind: string }) => one.kind)).toEqual(['photos']);
    expect((await s1.get(`${DRILL}/S1/files/${file.id}`)).status).toBe(404);
    expect((await s1.send('DELETE', `${DRILL}/S1/files/${file.id}`, undefined, current)).status).toBe(404);
    expect(await world.query('select kind from app.filing_evidence')).toEqual([{ kind: 'photos' }]);
    await attach(s1, `${DRILL}/S1/evidence/plan?name=方案.pdf`, PDF, { type: 'application/pdf' });
  });

  it('is signed with the filing, which anybody above may open and nobody beside', async () => {
    const filed = await s1.ok('POST', `${DRILL}/S1/signature`, undefined, current);
    expect(filed.filed.evidence).toMatchObject([
      { kind: 'photos', sha256: hashOf(jpeg('photo')) },
      { kind: 'plan', name: '方案.pdf', sha256: hashOf(PDF) },
    ]);
    const [edition] = await world.query<{ canonical: Buffer; content_hash: Buffer }>(
      'select canonical, content_hash from app.filing_edition',
    );
    expect(edition!.canonical.toString()).toContain(hashOf(PDF));
    expect(hashOf(edition!.canonical)).toBe(filed.filed.contentHash);

    const path = `${DRILL}/S1/files/${filed.filed.evidence[1].id}`;
    for (const person of [s1, section, await world.as('zone-east')]) {
      const answer = await download(person, path);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="evidence"; filename*=UTF-8''${encodeURIComponent('方案')}.pdf`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
    for (const person of ['s2-safety', 'zone-west', 'd2-section']) {
      expect((await download(await world.as(person), path)).status).toBe(404);
    }
    expect((await download(world.anonymous(), path)).status).toBe(401);
    // Under the address of another school it is not there either.
    expect((await download(section, path.replace('/S1/', '/S2/'))).status).toBe(404);
  });

  it('stays with the edition that names it, whatever a correction does', async () => {
    const before = (await s1.get(`${DRILL}/S1`)).body.filed.evidence;
    const photo = before[0];
    expect((await attach(s1, `${DRILL}/S1/evidence/photos`, jpeg('late'))).status).toBe(409);
    await s1.ok('PUT', `${DRILL}/S1`, { correction: '照片有误' }, current);
    await s1.ok('DELETE', `${DRILL}/S1/files/${photo.id}`, undefined, current);
    expect((await s1.send('POST', `${DRILL}/S1/signature`, undefined, current)).body.errors).toMatchObject([
      { pointer: '/evidence/photos' },
    ]);
    await attach(s1, `${DRILL}/S1/evidence/photos?name=新.jpg`, jpeg('new'));
    const corrected = await s1.ok('POST', `${DRILL}/S1/signature`, undefined, current);
    expect(corrected.filed.evidence.map((one: { name: string }) => one.name)).toEqual(['方案.pdf', '新.jpg']);
    const { status, headers } = await download(section, `${DRILL}/S1/files/${photo.id}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    await expect(world.query('delete from app.filing_evidence where id = $1', [photo.id])).rejects.toThrow(
      /a signed edition names this file/,
    );
    await expect(world.query(`update app.filing_evidence set content = '\\x25504446'`)).rejects.toThrow(/append-only/);
    const types = await world.query<{ type: string }>(
      `select type from app.event where stream = (select id from app.filing where code = 'S1' and duty_id = 'term-drill') order by seq`,
    );
    expect(types.map(({ type }) => type.replace('filing.', ''))).toEqual([
      'drafted',
      'evidence-attached',
      'evidence-attached',
      'evidence-removed',
      'evidence-attached',
      'filed',
      'drafted',
      'evidence-removed',
      'evidence-attached',
      'corrected',
    ]);
  });

  it('is attached on the phone without a script, in the same form', async () => {
    await world.until('2027-01-31T12:00:00+08:00');
    const letter = world
      .letters()
      .filter((one) => one.includes('To: s2-principal@s2.example') && one.includes('/f/'))
      .at(-1);
    const link = `${world.standalone.address}/f/${/\/f\/([A-Za-z0-9_-]{43})/.exec(letter ?? '')?.[1]}`;
    const html = await (await fetch(link)).text();
    expect(html).toContain('enctype="multipart/form-data"');
    expect(html).toMatch(/<input id="e-photos" name="e\.photos" type="file" [^>]*required>/);
    const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
    const send = (fields: Record<string, string>, ...files: (readonly [string, Buffer])[]): Promise<Response> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const [name, content] of files) form.append(name, new File([new Uint8Array(content)], '<b>演练.jpg'));
      return fetch(link, { method: 'POST', body: form });
    };
    const fields = {
      version,
      'a.heldOn': '2026-11-09',
      'a.subject': '地震避险',
      'a.participants': '305',
      comments: '',
      who: (
        await world.query<{ phone: string }>(`select phone from app.person where username = 's2-principal'`)
      )[0]!.phone.slice(-4),
    };
    const bare = await send({ ...fields, agree: 'yes' });
    expect(bare.status).toBe(422);
    expect(await bare.text()).toContain('请附演练照片后再签字。');
    const wrong = await send({ ...fields, agree: 'yes', who: '9999' }, ['e.photos', jpeg('p')]);
    expect(await wrong.text()).toContain('请重新选择');
    const page = await send({ ...fields, agree: 'yes' }, ['e.photos', Buffer.from('<html>')]);
    expect(await page.text()).toContain('只接受PDF、JPG和PNG文件');
    expect((await send({ ...fields, agree: 'yes' }, ['file', jpeg('p')])).status).toBe(400);
    expect(
      await world.query(
        `select 1 from app.filing_evidence f join app.filing g on g.id = f.filing_id where g.code = 'S2'`,
      ),
    ).toEqual([]);

    const kept = await send({ ...fields, action: 'draft' }, ['e.photos', jpeg('a')], ['e.photos', jpeg('b')]);
    expect(await kept.text()).toContain('已保存，尚未报送');
    const again = await (await fetch(link)).text();
    expect(again).toContain('删除已附的_b_演练.jpg');
    const [first] = [...again.matchAll(/name="(x\.[^"]+)"/g)].map(([, name]) => name!);
    const next = /name="version" value="(\d+)"/.exec(again)?.[1] ?? '';
    const filed = await send({ ...fields, version: next, agree: 'yes', action: 'sign', [first!]: 'yes' }, [
      'e.plan',
      PDF,
    ]);
    expect(await filed.text()).toContain('报送成功');
    const { filed: content } = await section.ok('GET', `${DRILL}/S2`);
    expect(content).toMatchObject({
      signedRole: 'principal',
      evidence: [
        { kind: 'photos', name: '_b_演练.jpg', sha256: hashOf(jpeg('b')) },
        { kind: 'plan', mediaType: 'application/pdf', sha256: hashOf(PDF) },
      ],
    });
    const dead = await send({ ...fields, version: next, agree: 'yes' }, ['e.photos', jpeg('c')]);
    expect([dead.status, (await dead.text()).includes('链接已失效')]).toEqual([404, true]);
  });
});
