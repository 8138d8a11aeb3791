import { type Caller, DirectoryService } from '../../../../test/harness/directory-service.js';

const HEADER = 'code,name,kind,parentCode,zone';
const file = (...lines: string[]): string => [HEADER, ...lines].join('\n');
/** 编码 in the encoding that spreadsheets on Chinese systems save. */
const GB18030 = Buffer.from('b1e0c2eb', 'hex');

const BUREAU = file(
  'P01,江岳省教育厅,province-department,,',
  'C01,云渡市教育局,市教育局,P01,',
  'D01,青槐区教育局,district-bureau,C01,',
  'Z01,东片区,zone,D01,',
  'S001,第一幼儿园,幼儿园,D01,Z01',
);

describe('the import of organisations', () => {
  let service: DirectoryService;
  let admin: Caller;
  const upload = (payload: string | Buffer, as = admin) => as.csv('/v1/organisations/import', payload);
  const codes = async (): Promise<string[]> =>
    (await service.ask<{ code: string }>('select code from app.organisation order by code')).map(({ code }) => code);
  const parentOf = async (code: string): Promise<unknown> =>
    (
      await service.ask(
        'select p.code from app.organisation o join app.organisation p on p.id = o.parent_id where o.code = $1',
        [code],
      )
    )[0]?.['code'];

  beforeAll(async () => {
    service = await DirectoryService.start();
    admin = await service.administrator();
    expect(await upload(BUREAU)).toMatchObject({
      status: 200,
      body: { created: 5, updated: 0, unchanged: 0, total: 5, zonesCreated: 0 },
    });
  });
  afterAll(() => service.stop());

  it('hangs what has no parent below the root, and schools below their zone', async () => {
    expect(await parentOf('P01')).toBe('ROOT');
    expect(await parentOf('S001')).toBe('Z01');
    const [school] = await service.ask(
      'select district_id, (select id from app.organisation where code = $1) as district, path from app.organisation where code = $2',
      ['D01', 'S001'],
    );
    expect(school?.['district_id']).toBe(school?.['district']);
    expect(school?.['path']).toHaveLength(7);
  });

  it('changes nothing when the same file comes again', async () => {
    const before = await service.ask('select * from app.organisation order by id');
    expect((await upload(BUREAU)).body).toEqual({ created: 0, updated: 0, unchanged: 5, total: 5, zonesCreated: 0 });
    expect(await service.ask('select * from app.organisation order by id')).toEqual(before);
  });

  describe('refuses', () => {
    const wrong = (line: string, column: string, says: RegExp) => ({
      pointer: `/lines/${line}/${column}`,
      message: expect.stringMatching(says),
    });
    it.each<[string, string, object[]]>([
      ['a code with white space', file('S 9,甲,primary-school,D01,'), [wrong('2', 'code', /letters/)]],
      ['a line without a code', file(',甲,primary-school,D01,'), [wrong('2', 'code', /letters/)]],
      ['a line without a name', file('S9,,primary-school,D01,'), [wrong('2', 'name', /1 to 100/)]],
      [
        'a name of 101 characters',
        file(`S9,${'甲'.repeat(101)},primary-school,D01,`),
        [wrong('2', 'name', /1 to 100/)],
      ],
      ['an unknown kind', file('S9,甲,大学,D01,'), [wrong('2', 'kind', /primary-school \(小学\)/)]],
      ['an unknown parent', file('S9,甲,primary-school,D99,'), [wrong('2', 'parentCode', /in this file or among/)]],
      ['a bureau below a school', file('D9,甲,district-bureau,S001,'), [wrong('2', 'parentCode', /not be a school/)]],
      [
        'a code twice',
        file('S9,甲,primary-school,D01,', 'S8,乙,primary-school,D01,', 'S9,丙,primary-school,D01,'),
        [wrong('4', 'code', /line 2/)],
      ],
      ['a zone that is a school', file('S9,甲,primary-school,D01,S001'), [wrong('2', 'zone', /something else/)]],
      [
        'a zone below another bureau',
        file('D9,甲,district-bureau,C01,', 'S9,乙,primary-school,D9,Z01'),
        [wrong('3', 'zone', /something else/)],
      ],
      [
        'a code of no zone',
        file('S9,甲,primary-school,D01,Z0l'),
        [wrong('2', 'zone', /in this file or directly below/)],
      ],
      [
        'a code of a zone that stands below another bureau',
        file('D9,甲,district-bureau,C01,', 'Z9,乙,zone,D9,', 'S9,丙,primary-school,D01,Z9'),
        [wrong('4', 'zone', /something else/)],
      ],
      ['a zone in a zone', file('Z9,甲,zone,D01,Z01'), [wrong('2', 'zone', /empty/)]],
      ['an organisation below itself', file('D9,甲,district-bureau,D9,'), [wrong('2', 'parentCode', /below itself/)]],
      [
        'a ring',
        file('D7,甲,district-bureau,D8,', 'D8,乙,district-bureau,D9,', 'D9,丙,district-bureau,D7,'),
        ['2', '3', '4'].map((line) => wrong(line, 'parentCode', /below itself/)),
      ],
      [
        'a ring through what is there',
        file('C01,云渡市教育局,city-bureau,D01,'),
        [wrong('2', 'parentCode', /below itself/)],
      ],
      [
        'a chain of 22',
        file(...Array.from({ length: 22 }, (_v, i) => `L${i},甲,zone,${i ? `L${i - 1}` : 'D01'},`)),
        [wrong('22', 'parentCode', /20 levels/), wrong('23', 'parentCode', /20 levels/)],
      ],
      [
        'a value too many',
        file('S9,甲,primary-school,D01,,true'),
        [{ pointer: '/lines/2', message: expect.stringMatching(/5 values.*has 6/) }],
      ],
      ['a control character', file('S9,甲\u0007,primary-school,D01,'), [wrong('2', 'name', /U\+0007/)]],
      ['a line feed in a name', file('S9,"甲\n乙",primary-school,D01,'), [wrong('2', 'name', /line feed/)]],
      [
        'a date that does not exist',
        `${HEADER},validFrom\nS9,甲,primary-school,D01,,2026-02-29`,
        [wrong('2', 'validFrom', /exists/)],
      ],
      [
        'an end before the beginning',
        `${HEADER},validFrom,validTo\nS9,甲,primary-school,D01,,2026-09-01,2026-09-01`,
        [wrong('2', 'validTo', /later than 2026-09-01/)],
      ],
      [
        'boarding of another word',
        `${HEADER},boarding\nS9,甲,primary-school,D01,,vielleicht`,
        [wrong('2', 'boarding', /true, false/)],
      ],
      ['an unknown column', `${HEADER},size\nS9,甲,primary-school,D01,,3`, [wrong('1', 'size', /known are code/)]],
      ['a column twice', `${HEADER},code\nS9,甲,primary-school,D01,,S9`, [wrong('1', 'code', /once/)]],
      ['a missing column', 'code,name,kind,zone\nS9,甲,primary-school,', [wrong('1', 'parentCode', /missing/)]],
      ['the root in another place', file('ROOT,全国,ministry,P01,'), [wrong('2', 'parentCode', /empty/)]],
    ])('%s', async (_name, payload, errors) => {
      const before = await codes();
      const answer = await upload(payload);
      expect(answer.status).toBe(422);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.body.errors).toEqual(errors);
      expect(await codes()).toEqual(before);
    });

    it.each<[string, string | Buffer, RegExp]>([
      ['an open quotation mark', file('S9,"甲,primary-school,D01,'), /Line 2 is not CSV/],
      ['text behind a quotation mark', file('S9,"甲"乙,primary-school,D01,'), /Line 2 is not CSV/],
      ['UTF-16', Buffer.from(`\ufeff${BUREAU}`, 'utf16le'), /UTF-16/],
      [
        'neither UTF-8 nor GB18030',
        Buffer.concat([Buffer.from(`${HEADER}\nS9,`), Buffer.from([0x81, 0xff, 0xff])]),
        /neither UTF-8 nor GB18030/,
      ],
      ['an empty file', '', /no file/],
      ['an empty first line only', '\n\n', /empty/],
    ])('%s', async (_name, payload, says) => {
      const answer = await upload(payload);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toMatch(says);
    });

    it('a header alone', async () => {
      expect(await upload(HEADER)).toMatchObject({ status: 422, body: { detail: expect.stringMatching(/no line/) } });
    });

    it('JSON', async () => {
      expect((await admin.post('/v1/organisations/import', { code: 'S9' })).status).toBe(415);
    });
  });

  it('names the faults of all lines at once and stores none of the good ones', async () => {
    const before = await codes();
    const answer = await upload(
      file(
        'S9,甲,primary-school,D01,',
        'S 8,乙,大学,D01,',
        'S7,丙,primary-school,D99,',
        'S6,丁',
        'S5,戊,primary-school,S 8,',
      ),
    );
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatch(/^3 lines/);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/lines/3/code',
      '/lines/3/kind',
      '/lines/4/parentCode',
      '/lines/5',
    ]);
    expect(await codes()).toEqual(before);
  });

  it.each<[string, Buffer]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${file('S101,编码一,primary-school,D01,')}`)],
    ['UTF-8 with CRLF', Buffer.from(file('S101,编码一,primary-school,D01,').replaceAll('\n', '\r\n'))],
    [
      'GB18030',
      Buffer.concat([
        Buffer.from(`${HEADER}\r\nS101,`),
        GB18030,
        Buffer.from('d2bb', 'hex'),
        Buffer.from(',primary-school,D01,\r\n'),
      ]),
    ],
  ])('reads %s', async (_name, payload) => {
    expect(await upload(payload)).toMatchObject({ status: 200, body: { total: 1 } });
    expect(await service.ask(`select name from app.organisation where code = 'S101'`)).toEqual([{ name: '编码一' }]);
  });

  it('takes parents from later lines, labels, white space around values, dates and boarding', async () => {
    const answer = await upload(
      `zone,code , name,kind,parentCode,boarding,validFrom,validTo\n西片区,S201, 寄宿中学 ,初中,D21,是,2020-09-01,2030-01-01\n\n,D21,新区教育局,区县教育局,C01,,,\n西片区,S202,走读小学,小学,D21,,,\n`,
    );
    expect(answer.body).toEqual({ created: 3, updated: 0, unchanged: 0, total: 3, zonesCreated: 1 });
    expect(await parentOf('S201')).toBe('D21-西片区');
    expect(await parentOf('S202')).toBe('D21-西片区');
    expect(
      await service.ask(
        `select name, boarding, valid_from::text, valid_to::text from app.organisation where code = 'S201'`,
      ),
    ).toEqual([{ name: '寄宿中学', boarding: true, valid_from: '2020-09-01', valid_to: '2030-01-01' }]);
  });

  it('updates name, kind, parent and zone of a known code, and keeps what the file does not say', async () => {
    const answer = await upload(
      file('S201,寄宿完全中学,complete-school,D01,东片区', 'S202,走读小学,primary-school,D21,西片区'),
    );
    expect(answer.body).toEqual({ created: 0, updated: 1, unchanged: 1, total: 2, zonesCreated: 0 });
    expect(await parentOf('S201')).toBe('Z01');
    expect(
      await service.ask(
        `select name, kind, boarding, valid_to::text, version from app.organisation where code = 'S201'`,
      ),
    ).toEqual([{ name: '寄宿完全中学', kind: 'complete-school', boarding: true, valid_to: '2030-01-01', version: 2 }]);
  });

  it('turns a branch around when the file says so', async () => {
    await upload(
      file('D31,甲,district-bureau,C01,', 'Z31,乙,zone,D31,', 'Z32,丙,zone,Z31,', 'S31,丁,primary-school,Z32,'),
    );
    const answer = await upload(file('D31,甲,district-bureau,Z32,', 'Z31,乙,zone,D31,', 'Z32,丙,zone,C01,'));
    expect(answer.body).toMatchObject({ updated: 2, unchanged: 1 });
    expect([await parentOf('Z32'), await parentOf('D31'), await parentOf('Z31'), await parentOf('S31')]).toEqual([
      'C01',
      'Z32',
      'D31',
      'Z32',
    ]);
    const broken = await service.ask(
      `select o.code from app.organisation o join app.organisation p on p.id = o.parent_id where o.path <> p.path || o.id`,
    );
    expect(broken).toEqual([]);
  });

  it('keeps an administrator of a district within it', async () => {
    await admin.csv(
      '/v1/people/import',
      'username,name,phone,email,post,organisationCode,password\nd01.admin,周管理,,,administrator,D01,brass bells in the fog',
    );
    const local = await service.signIn('d01.admin', 'brass bells in the fog');
    expect((await upload(file('S41,甲,primary-school,,东片区'), local)).body).toMatchObject({ created: 1 });
    expect(await parentOf('S41')).toBe('Z01');
    expect((await upload(file('S42,乙,primary-school,D21,'), local)).body.errors).toMatchObject([
      { pointer: '/lines/2/parentCode' },
    ]);
    expect((await upload(file('S202,丙,primary-school,D01,'), local)).body.errors).toMatchObject([
      { pointer: '/lines/2/code', message: expect.stringMatching(/outside your subtree/) },
    ]);
    expect((await upload(file('D01,青槐区教育体育局,district-bureau,,'), local)).body).toMatchObject({ updated: 1 });
    expect((await upload(file('D01,青槐区教育体育局,district-bureau,C01,'), local)).status).toBe(422);
    expect(await parentOf('D01')).toBe('C01');
  });

  it('repeats the first answer under the same Idempotency-Key', async () => {
    const send = () =>
      admin.send({
        method: 'POST',
        url: '/v1/organisations/import',
        payload: file('S51,甲,primary-school,D01,'),
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'import-1' },
      });
    expect((await send()).body).toMatchObject({ created: 1 });
    const again = await send();
    expect(again.body).toMatchObject({ created: 1 });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('takes 5 000 schools in a few seconds', async () => {
    const lines = Array.from({ length: 5000 }, (_v, i) => `B${i},第${i}小学,primary-school,D01,片区${i % 20}`);
    const start = performance.now();
    expect((await upload(file(...lines))).body).toEqual({
      created: 5000,
      updated: 0,
      unchanged: 0,
      total: 5000,
      zonesCreated: 20,
    });
    const seconds = (performance.now() - start) / 1000;
    expect(seconds).toBeLessThan(15);
    expect((await upload(file(...lines))).body).toMatchObject({ unchanged: 5000 });
    process.stdout.write(`5 000 organisations in ${seconds.toFixed(1)} s\n`);
  });
});
