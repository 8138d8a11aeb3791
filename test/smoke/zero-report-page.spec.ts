import exceljs from 'exceljs';
import { openpyxlSheet, partOf } from '../harness/other-readers.js';
import { World } from '../harness/world.js';

const PATH = '/v1/quarters/2026Q4/zero-reports';

/** Undoes what mail does to long lines. */

describe('filing on a phone', () => {
  let world: World;
  let base: string;
  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    base = world.standalone.address;
    await world.settled();
    await world.until('2026-12-17T12:00:00+08:00');
  });
  afterAll(() => world?.end());

  const linkOf = (address: string): string => {
    const letter = world.letters().find((one) => one.includes(`To: ${address}`));
    const token = /\/f\/([A-Za-z0-9_-]{43})/.exec(letter ?? '')?.[1];
    if (!token) throw new Error(`no link in the letter to ${address}`);
    return `${base}/f/${token}`;
  };
  const send = (link: string, fields: Record<string, string>): Promise<Response> =>
    fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  /** The fields as a browser would send them back. */
  const fieldsOf = (html: string): Record<string, string> =>
    Object.fromEntries(
      [...html.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)]
        .filter(([, name]) => name !== 'agree')
        .map(([, name, value]) => [name!, value!]),
    );
  const stateOf = async (code: string): Promise<string> =>
    (await (await world.as('section')).ok('GET', `${PATH}/${code}`)).state;

  it('keeps the link out of the database and the alert', async () => {
    const link = linkOf('s1-principal@s1.example');
    const token = link.split('/').at(-1)!;
    const [found] = await world.query<{ n: number }>(
      `select count(*)::int as n from app.alert where body like '%' || $1 || '%'`,
      [token],
    );
    expect(found!.n).toBe(0);
    const hashes = await world.query<{ token_hash: Buffer }>('select token_hash from app.filing_token');
    expect(hashes.length).toBeGreaterThan(0);
    expect(
      hashes.every((one) => one.token_hash.length === 32 && !one.token_hash.toString('utf8').includes(token)),
    ).toBe(true);
  });

  it('shows the form without scripts, and a scanner that opens it a hundred times changes nothing', async () => {
    const link = linkOf('s1-principal@s1.example');
    const before = await world.query(`select version, state, history_seq from app.filing where code = 'S1'`);
    for (let i = 0; i < 100; i += 1) await (await fetch(link)).text();
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect(
      await world.query(
        `select version, state, history_seq from app.filing where code = 'S1' and duty_id = 'zero-report'`,
      ),
    ).toEqual(before.slice(0, 1));
    const answer = await fetch(link);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('2026年第四季度零报告');
    expect(html).not.toMatch(/<script|http:|https:|13900000001|张明/);
  });

  it('asks who is there before it files, and files once', async () => {
    const link = linkOf('s1-principal@s1.example');
    const fields = {
      ...fieldsOf(await (await fetch(link)).text()),
      'a.surveyedOn': '2026-12-15',
      comments: '已核对。',
    };
    expect((await send(link, { ...fields, who: '9999', agree: 'yes' })).status).toBe(422);
    expect(await stateOf('S1')).toBe('open');
    expect((await send(link, { ...fields, who: '0001' })).status).toBe(422);
    const filed = await send(link, { ...fields, who: '0001', agree: 'yes' });
    expect(filed.status).toBe(200);
    expect(await filed.text()).toContain('报送成功');
    expect(await stateOf('S1')).toBe('filed');
    expect((await send(link, { ...fields, who: '0001', agree: 'yes' })).status).toBe(404);
    expect((await fetch(link)).status).toBe(404);
    const signed = (await (await world.as('section')).ok('GET', `${PATH}/S1`)).filed;
    expect(signed).toMatchObject({ signedRole: 'principal', comments: '已核对。', contested: [] });
  });

  it('lets the filler save but not sign', async () => {
    const link = linkOf('s2-safety@s2.example');
    const fields = fieldsOf(await (await fetch(link)).text());
    const saved = await send(link, { ...fields, who: '0016', agree: 'yes', action: 'sign' });
    expect(await saved.text()).toContain('请校（园）长签字报送');
    expect(await stateOf('S2')).toBe('draft');
  });

  it('dies after five wrong names, on fields the page does not have, and with the post', async () => {
    const link = linkOf('s3-safety@s3.example');
    const fields = fieldsOf(await (await fetch(link)).text());
    expect((await send(link, { ...fields, who: '0017', organisation: 'S1' })).status).toBe(400);
    for (let i = 0; i < 5; i += 1) await send(link, { ...fields, who: '0000' });
    expect((await send(link, { ...fields, who: '0017' })).status).toBe(404);
    const principals = linkOf('s3-principal@s3.example');
    expect((await fetch(principals)).status).toBe(200);
    await world.query(
      `update app.post set valid_to = app.now() from app.person p where p.id = person_id and p.username = 's3-principal'`,
    );
    expect((await fetch(principals)).status).toBe(404);
  });

  it('dies with its time, with the excuse of the school, and is of no use anywhere else', async () => {
    const link = linkOf('t1-principal@t1.example');
    const token = link.split('/').at(-1)!;
    const [stored] = await world.query<{ days: number }>(
      `select extract(day from t.expires_at - f.due_at)::int as days from app.filing_token t join app.filing f on f.id = t.filing_id
       where f.code = 'T1' and f.duty_id = 'zero-report' limit 1`,
    );
    expect(stored!.days).toBe(30);
    for (const [expires, status] of [
      ['1 minute', 200],
      ['0', 404],
      ['1 day', 200],
    ]) {
      await world.query(
        `update app.filing_token set expires_at = app.now() + $1::interval where filing_id in (select id from app.filing where code = 'T1')`,
        [expires],
      );
      expect([expires, (await fetch(link)).status]).toEqual([expires, status]);
    }
    const owner = await world.as('t1-principal');
    const links = '/v1/duties/zero-report/periods/2026Q4/filings/T1/links';
    expect((await (await world.as('s1-principal')).send('DELETE', links, undefined, { 'if-match': '*' })).status).toBe(
      404,
    );
    expect((await (await world.as('d2-section')).send('DELETE', links, undefined, { 'if-match': '*' })).status).toBe(
      403,
    );
    expect(await owner.ok('DELETE', links, undefined, { 'if-match': '*' })).toMatchObject({ state: 'open' });
    expect((await fetch(link)).status).toBe(404);
    await world.query(
      'update app.filing_token set revoked_at = null where filing_id in (select id from app.filing where code = $1)',
      ['T1'],
    );
    expect((await fetch(`${base}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    expect((await fetch(`${link}/evidence`)).status).toBe(404);
    await (await world.as('d2-section')).ok('POST', `${PATH}/T1/excuse`, { reason: '校舍搬迁。' }, { 'if-match': '*' });
    expect((await fetch(link)).status).toBe(404);
  });

  it('gives a spreadsheet that another library reads, with formulas neutralised', async () => {
    await world.query(`update app.organisation set name = '=HYPERLINK("http://x")' where code = 'Z1'`);
    const deputy = await world.as('deputy-director');
    const token = deputy.token!;
    const answer = await fetch(`${base}/v1/quarters/2026Q4/roll-up?under=D1`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      },
    });
    expect(answer.headers.get('content-disposition')).toContain('roll-up-2026Q4-D1.xlsx');
    const bytes = Buffer.from(await answer.arrayBuffer());
    const book = new exceljs.Workbook();
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    const sheet = book.worksheets[0]!;
    expect(sheet.getCell('A1').value).toContain('2026年第四季度隐患排查治理统计汇总');
    expect(sheet.getRow(2).values).toContain('应报（所）');
    expect(sheet.getCell('B3').value).toBe(`'=HYPERLINK("http://x")`);
    expect(sheet.getCell('B3').formula).toBeUndefined();
    // As it is stored, whoever reads it: texts, numbers and no formula anywhere.
    expect(await partOf(bytes, 'xl/worksheets/sheet1.xml')).not.toMatch(/<f[ >]/);
    expect(await partOf(bytes, 'xl/sharedStrings.xml')).toContain('<t>应报（所）</t>');
    const foreign = openpyxlSheet(bytes);
    if (foreign) {
      expect(foreign).toMatchObject({ formulas: [], frozen: 'C3' });
      const [title, heading, zone] = foreign.rows;
      expect(title![0]).toBe('青槐区教育局2026年第四季度隐患排查治理统计汇总');
      expect(heading!.slice(0, 3)).toEqual(['编码', '单位', '应报（所）']);
      expect(zone!.slice(0, 3)).toEqual(['Z1', `'=HYPERLINK("http://x")`, 2]);
    } else {
      console.warn(
        'SKIPPED: the workbook in another library, because Python has no openpyxl (Debian: python3-openpyxl)',
      );
    }
    const csv = await deputy.get<string>('/v1/quarters/2026Q4/roll-up?under=D1', { accept: 'text/csv' });
    expect(csv.body).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});
