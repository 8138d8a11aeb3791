import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const HEADER = '学校代码,校区,楼栋,部位,类别,隐患描述,判定条目,发现时间';
const XLSX = { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

interface Line {
  readonly line: number;
  readonly result: string;
  readonly id?: string;
  readonly number?: string;
  readonly errors?: { pointer: string; message: string }[];
}

interface Imported {
  readonly total: number;
  readonly accepted: number;
  readonly repeated: number;
  readonly refused: number;
  readonly sheet?: string;
  readonly lines: Line[];
}

const counts = ({ total, accepted, repeated, refused }: Imported): number[] => [total, accepted, repeated, refused];
const send = (client: Client, file: string | Uint8Array, headers?: Record<string, string>): Promise<Imported> =>
  client.ok<Imported>('POST', '/v1/hazards/import', file, headers);

async function workbookOf(rows: unknown[][]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('隐患台账').addRows(rows);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

describe('the import of a ledger', () => {
  let world: World;
  let officer: Client;
  let section: Client;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    officer = await world.as('s1-safety');
    section = await world.as('section');
  });
  afterAll(() => world?.end());

  const hazards = async (): Promise<number> =>
    (await world.query<{ n: number }>('select count(*)::int as n from app.hazard'))[0]?.n ?? 0;

  it('takes the good lines of a file, says what is wrong with each other one, and lets the stages go on', async () => {
    const file = [
      HEADER,
      'S1,主校区,北教学楼,二层,消防,走廊灭火器压力不足。,FI-31,2026-09-01',
      'S1,主校区,,,食品饮水,"食堂留样柜未上锁，',
      '钥匙挂在门上。",,2026/9/2 08:30',
      'S9,主校区,,,消防,没有这所学校。,,',
      'S2,主校区,,,消防,别人的学校。,,',
      'T1,主校区,,,消防,外区的学校。,,',
      'S1,,,,火,,FI-31;FI-00,2026-02-30',
      'S1,主校区,,,消防,来自未来。,,2026-09-22',
      'S1,主校区,,,消防,没有这条规则。,FI-999,',
      'S1,主校区',
      'S1,主校区,,,消防,安全出口指示灯不亮。,,',
    ].join('\r\n');
    const answer = await send(officer, file);
    expect(counts(answer)).toEqual([10, 3, 0, 7]);
    expect(answer.lines.map(({ line, result, number }) => [line, number ?? result])).toEqual([
      [2, 'D1-S1-2026-0001'],
      [3, 'D1-S1-2026-0002'],
      [5, 'refused'],
      [6, 'refused'],
      [7, 'refused'],
      [8, 'refused'],
      [9, 'refused'],
      [10, 'refused'],
      [11, 'refused'],
      [12, 'D1-S1-2026-0003'],
    ]);
    const unknown = 'must be the code of a school that you may report for; there is none with this code';
    expect(
      answer.lines.flatMap(({ errors = [] }) =>
        errors.map(({ pointer, message }) => [pointer, message.slice(0, unknown.length)]),
      ),
    ).toEqual([
      ['/lines/5/organisationCode', unknown],
      ['/lines/6/organisationCode', unknown],
      ['/lines/7/organisationCode', unknown],
      ['/lines/8/site', 'must be a text of 1 to 100 characters; it is missing'],
      ['/lines/8/category', expect.stringContaining('must be one of fire')],
      ['/lines/8/description', expect.stringContaining('it is missing')],
      ['/lines/8/discoveredAt', expect.stringContaining('must be a date')],
      ['/lines/9/discoveredAt', 'must not lie in the future'],
      ['/lines/10/observations', expect.stringContaining('must be a rule in force')],
      ['/lines/11', expect.stringContaining('must have 8 values')],
    ]);
    await world.settled();
    const [first, second] = answer.lines;
    await expect(officer.ok('GET', `/v1/hazards/${first?.id}`)).resolves.toMatchObject({
      status: 'assigned',
      category: 'fire',
      place: { site: '主校区', building: '北教学楼', spot: '二层' },
      source: 'import',
      discoveredAt: '2026-09-01T00:00:00.000+08:00',
      grade: { value: 'general', ruleIds: ['FI-31'] },
    });
    await expect(officer.ok('GET', `/v1/hazards/${second?.id}`)).resolves.toMatchObject({
      description: '食堂留样柜未上锁，\n钥匙挂在门上。',
      discoveredAt: '2026-09-02T08:30:00.000+08:00',
    });
  });

  it('recognises what it has taken before, from whatever kind of file', async () => {
    const lines = ['S1,主校区,,,燃气,食堂燃气报警器失灵。,,2026-09-03', 'S1,主校区,,,校车,校车无灭火器。,,'];
    const before = await hazards();
    const first = await send(officer, `\ufeff${[HEADER, ...lines, lines[1]].join('\n')}`);
    expect(counts(first)).toEqual([3, 2, 1, 0]);
    expect(first.lines[2]?.id).toBe(first.lines[1]?.id);

    const second = await send(officer, iconv.encode([HEADER, ...lines].join('\n'), 'gb18030'));
    const header = HEADER.split(',');
    const third = await send(
      officer,
      await workbookOf([
        header,
        ['S1', '主校区', '', null, 'gas', '食堂燃气报警器失灵。', undefined, new Date('2026-09-03T14:00:00Z')],
        ['S1', '主校区', '', '', '校车', '校车无灭火器。', '', ''],
        ['S1', '主校区', '', '', '校车', '校车无安全锤。', '', ''],
      ]),
      XLSX,
    );
    expect(counts(second)).toEqual([2, 0, 2, 0]);
    expect(counts(third)).toEqual([3, 1, 2, 0]);
    expect(third.sheet).toBe('隐患台账');
    expect(third.lines.slice(0, 2).map(({ id, number }) => [id, number])).toEqual(
      second.lines.map(({ id, number }) => [id, number]),
    );
    expect(await hazards()).toBe(before + 3);
  });

  it('recognises a line by the number that the ledger gives it', async () => {
    const header = 'clientReportId,organisationCode,site,category,description,source';
    const first = await send(officer, `${header}\nA-1,S1,主校区,other,围墙裂缝。,自查\n`);
    const again = await send(
      officer,
      `${header}\nA-1,S1,主校区,other,围墙裂缝加宽。,自查\nA-2,S1,主校区,other,围墙裂缝。,自查\n`,
    );
    expect(again.lines.map(({ result }) => result)).toEqual(['repeated', 'accepted']);
    expect(again.lines[0]?.id).toBe(first.lines[0]?.id);
    const single = {
      clientReportId: 'A-2',
      organisationCode: 'S1',
      place: { site: '主校区' },
      category: 'other',
      description: 'x',
    };
    const repeated = await officer.post('/v1/hazards', single);
    expect([repeated.status, repeated.body.id]).toEqual([200, again.lines[1]?.id]);
  });

  it('lets a bureau import for all its schools, and numbers each school’s lines in their order', async () => {
    const rows = ['S3,a', 'S2,b', 'S3,c', 'D1,d', 'T1,e', 'S2,f'].map((row) => row.replace(',', ',主校区,management,'));
    const answer = await send(section, ['organisationCode,site,category,description', ...rows].join('\n'));
    expect(answer.lines.map(({ number, errors }) => number ?? errors?.[0]?.message.slice(0, 20))).toEqual([
      'D1-S3-2026-0001',
      'D1-S2-2026-0001',
      'D1-S3-2026-0002',
      'must be a school: ot',
      'must be the code of ',
      'D1-S2-2026-0002',
    ]);
  });

  it('refuses formulas by cell and takes the other lines', async () => {
    const bytes = await workbookOf([
      ['organisationCode', 'site', 'category', 'description'],
      ['S1', '主校区', 'other', { formula: 'A2&"x"', result: '看起来像真的' }],
      [{ formula: '"S1"', result: 'S1' }, '主校区', 'other', '公式给出学校。'],
      ['S1', '主校区', 'other', '窗户松动。'],
    ]);
    const answer = await send(officer, bytes, XLSX);
    expect(counts(answer)).toEqual([3, 1, 0, 2]);
    expect(answer.lines.flatMap(({ errors = [] }) => errors)).toEqual([
      { pointer: '/lines/2/description', message: expect.stringContaining('the cell D2 holds a formula') },
      { pointer: '/lines/3/organisationCode', message: expect.stringContaining('the cell A3 holds a formula') },
    ]);
  });

  it.each([
    ['学校代码,校区,类别\nS1,a,消防\n', 422, '/lines/1/description', 'as description or 隐患描述; it is missing'],
    [`${HEADER},责任人\n`, 422, '/lines/1/责任人', 'is not a column here; known are organisationCode (学校代码)'],
  ])('names wrong columns, and stores nothing: %j', async (file, status, pointer, message) => {
    const before = await hazards();
    const answer = await officer.post('/v1/hazards/import', file);
    expect([answer.status, answer.body.errors]).toEqual([
      status,
      [{ pointer, message: expect.stringContaining(message) }],
    ]);
    expect(await hazards()).toBe(before);
  });

  it('refuses what is no ledger at all', async () => {
    const refused = async (file: string | Uint8Array, headers: Record<string, string> = {}): Promise<unknown[]> => {
      const { status, body } = await officer.post('/v1/hazards/import', file, headers);
      return [status, body.type];
    };
    const malformed = [400, 'urn:tocsin:problem:malformed-request'];
    await expect(refused(`${HEADER}\n`, XLSX)).resolves.toEqual(malformed);
    await expect(refused(await workbookOf([['a']]))).resolves.toEqual(malformed);
    await expect(refused('{}', { 'content-type': 'application/json' })).resolves.toEqual([
      415,
      'urn:tocsin:problem:unsupported-media-type',
    ]);
    await expect(refused(Buffer.alloc(10 * 1024 * 1024 + 1))).resolves.toEqual([
      413,
      'urn:tocsin:problem:payload-too-large',
    ]);
    const many = `organisationCode,site,category,description\n${'S1,a,other,b\n'.repeat(20_001)}`;
    await expect(refused(many)).resolves.toEqual([422, 'urn:tocsin:problem:unprocessable']);
    const stranger = await world.anonymous().post('/v1/hazards/import', `${HEADER}\n`);
    expect(stranger.status).toBe(401);
    expect((await (await world.as('auditor')).post('/v1/hazards/import', `${HEADER}\n`)).status).toBe(403);
  });

  it('answers a repeated request as the first time', async () => {
    const file = 'organisationCode,site,category,description\nS1,主校区,security,门卫室无人。\n';
    const key = { 'idempotency-key': 'ledger-2026-09-21' };
    const first = await officer.post<Imported>('/v1/hazards/import', file, key);
    const again = await officer.post<Imported>('/v1/hazards/import', file, key);
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
    expect(again.body).toEqual(first.body);
    expect(counts(first.body)).toEqual([1, 1, 0, 0]);
    expect((await officer.post('/v1/hazards/import', file.replace('无人', '有人'), key)).status).toBe(422);
  });

  it('takes two ledgers of the same schools at once', async () => {
    const rows = (name: string, order: string[]): string =>
      [
        'organisationCode,site,category,description',
        ...Array.from({ length: 300 }, (_, i) => `${order[i % 3]},主校区,utilities,${name}${i}`),
      ].join('\n');
    const [one, two] = await Promise.all([
      send(section, rows('甲', ['S1', 'S2', 'S3']), { 'idempotency-key': 'one' }),
      send(section, rows('乙', ['S3', 'S2', 'S1'])),
    ]);
    expect([counts(one), counts(two)]).toEqual([
      [300, 300, 0, 0],
      [300, 300, 0, 0],
    ]);
    const numbers = [...one.lines, ...two.lines].map(({ number }) => number);
    expect(new Set(numbers).size).toBe(600);
  });

  it('takes five thousand lines in ten transactions and counts them', async () => {
    const accepted = async (): Promise<number> => {
      const text = await (await fetch(`${world.standalone.address}/metrics`)).text();
      return Number(/^tocsin_reports_accepted_total (\d+)$/m.exec(text)?.[1]);
    };
    const before = await accepted();
    const rows = Array.from(
      { length: 5_000 },
      (_, i) => `S${(i % 3) + 1},主校区,${i % 7}号楼,,安全管理,第${i}条记录,,2026-09-0${(i % 9) + 1}`,
    );
    const started = performance.now();
    const answer = await send(section, [HEADER, ...rows].join('\n'));
    process.stdout.write(`5 000 lines in ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
    expect(counts(answer)).toEqual([5_000, 5_000, 0, 0]);
    // Each transaction leaves its number on the rows that it writes, and events are never changed.
    const [{ n } = { n: 0 }] = await world.query<{ n: number }>(
      `select count(distinct xmin::text)::int as n from app.event where type = 'hazard.reported'
       and stream in (select id from app.hazard where description ~ '^第[0-9]+条记录$')`,
    );
    expect(n).toBe(10);
    expect(await accepted()).toBe(before + 5_000);
  });
});
