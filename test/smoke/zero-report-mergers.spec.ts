import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const PATH = '/v1/quarters/2026Q4/zero-reports';
const current = { 'if-match': '*' };
const MORE_SCHOOLS = `code,name,kind,parentCode,zone
S4,青槐区第四小学,primary-school,D1,Z1
S5,青槐区第五小学,primary-school,D1,Z1
`;
const MORE_PEOPLE = `username,name,phone,email,post,organisationCode
s4-principal,孔明,13900000101,s4-principal@s4.example,principal,S4
s5-principal,白静,13900000102,s5-principal@s5.example,principal,S5
`;

interface Standing {
  code: string;
  state: string;
  remark: string | null;
  status: string | null;
}

describe('schools that are suspended or merged', () => {
  let world: World;
  let section: Client;
  const change = (school: string, body: object) => section.post(`/v1/schools/${school}/changes`, body);
  const roster = (period: string): Promise<Standing[]> =>
    world.query(
      `select f.code, f.state, f.remark, o.status from app.filing f left join app.obligation o on o.subject_id = f.id
       where f.duty_id = 'zero-report' and f.period = $1 and f.code like 'S%' order by f.code`,
      [period],
    );
  const owes = (code: string): Standing => ({ code, state: 'open', remark: null, status: 'open' });
  const excused = (code: string, remark: string, status: string | null = null): Standing => ({
    code,
    state: 'excused',
    remark,
    status,
  });

  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    await world.populate(MORE_SCHOOLS, MORE_PEOPLE);
    await world.settled();
    section = await world.as('section');
  });
  afterAll(() => world?.end());

  it('refuses what cannot be, and hides what is none of the caller’s business', async () => {
    const suspension = { kind: 'suspended', from: '2026-11-01', reason: '校舍加固改造。' };
    expect((await change('T1', suspension)).status).toBe(404);
    expect((await change('D1', suspension)).status).toBe(404);
    const merger = { ...suspension, kind: 'merged', into: 'T1' };
    expect((await change('S4', merger)).body.errors).toEqual([
      { pointer: '/into', message: 'must be the code of a school among those you see' },
    ]);
    expect((await change('S4', { ...merger, into: 'S4' })).body.errors).toEqual([
      { pointer: '/into', message: 'must be another school' },
    ]);
    expect((await change('S4', { ...suspension, kind: 'closed' })).status).toBe(400);
    const principal = await world.as('s4-principal');
    expect((await principal.post('/v1/schools/S4/changes', suspension)).status).toBe(403);
  });

  it('stand on the roster excused with the reason, when they are known before it is frozen', async () => {
    expect((await change('S4', { kind: 'suspended', from: '2026-11-01', reason: '校舍加固改造。' })).status).toBe(201);
    expect(
      (await change('S5', { kind: 'merged', from: '2026-12-10', into: 'S1', reason: '并入第一小学。' })).status,
    ).toBe(201);
    // Lessons begin again on the last day of the quarter, so this one owes its report.
    expect(
      (await change('S3', { kind: 'suspended', from: '2026-12-01', until: '2026-12-31', reason: '流感停课。' })).status,
    ).toBe(201);
    expect(await section.ok('GET', '/v1/quarters/2026Q4/readiness')).toMatchObject({ schools: 2 });
    await world.until('2026-12-18T09:00:00+08:00');
    expect(await roster('2026Q4')).toEqual([
      owes('S1'),
      owes('S2'),
      owes('S3'),
      excused('S4', 'suspended'),
      excused('S5', 'merged'),
    ]);
    const list = await section.ok('GET', PATH);
    expect(list).toMatchObject({ expected: 5, excused: 2, pending: 3 });
    expect(list.rosterChanges).toEqual([
      { code: 'S3', name: '青槐区第三中学', change: 'suspended', on: '2026-12-01', until: '2026-12-31', into: null },
      { code: 'S4', name: '青槐区第四小学', change: 'suspended', on: '2026-11-01', until: null, into: null },
      { code: 'S5', name: '青槐区第五小学', change: 'merged', on: '2026-12-10', until: null, into: 'S1' },
    ]);
    const reminded = (await world.alerts()).filter((one) => one.kind === 'zero-report').map((one) => one.to);
    expect(reminded).not.toContain('s4-principal');
    expect(reminded).not.toContain('s5-principal');
  });

  it('leave their report to a survivor that was not on the roster, once', async () => {
    await world.populate(
      'code,name,kind,parentCode,zone,validFrom\nS6,青槐区新城学校,primary-school,D1,Z1,2026-12-20\n',
      'username,name,phone,email,post,organisationCode\ns6-principal,段文,13900000103,s6-principal@s6.example,principal,S6\n',
    );
    await world.until('2026-12-21T09:00:00+08:00');
    const merger = { kind: 'merged', from: '2026-12-20', into: 'S6', reason: '并入新城学校。' };
    const headers = { 'idempotency-key': 'merger-of-s2' };
    const first = await section.post('/v1/schools/S2/changes', merger, headers);
    expect((await section.post('/v1/schools/S2/changes', merger, headers)).body).toEqual(first.body);
    expect((await change('S2', merger)).body.errors).toEqual([
      { pointer: '/kind', message: 'must not be this: the school went over into another already' },
    ]);
    expect((await change('S1', { ...merger, from: '2026-12-28' })).status).toBe(201);
    await world.settled();
    await world.until('2026-12-21T10:00:00+08:00');
    expect(await roster('2026Q4')).toEqual([
      excused('S1', 'merged', 'cancelled'),
      excused('S2', 'merged', 'cancelled'),
      owes('S3'),
      excused('S4', 'suspended'),
      excused('S5', 'merged'),
      owes('S6'),
    ]);
    const s6 = await world.as('s6-principal');
    const timeline = await s6.ok<{ items: { type: string }[] }>('GET', `${PATH}/S6/timeline`);
    expect(timeline.items.map((one) => one.type)).toEqual(['filing.admitted']);
    await world.until('2026-12-25T09:00:00+08:00');
    await s6.ok('POST', `${PATH}/S6/signature`, undefined, current);
    const told = (await world.alerts()).filter((one) => one.to === 's6-principal').map((one) => one.step);
    expect(told).toEqual(['before-5-workdays']);
  });

  it('stand in columns of their own in the roll-up, beside sums that hold', async () => {
    await world.until('2027-01-05T09:00:00+08:00');
    const deputy = await world.as('deputy-director');
    const rollUp = await deputy.ok('GET', '/v1/quarters/2026Q4/roll-up?under=D1');
    expect(rollUp.tally).toMatchObject({ expected: 6, filedZero: 1, missing: 1, excused: 4, late: 0, pending: 0 });
    expect(
      rollUp.rows.map((row: { code: string; suspended: number; merged: number }) => [
        row.code,
        row.suspended,
        row.merged,
      ]),
    ).toEqual([
      ['Z1', 1, 3],
      ['Z2', 1, 0],
    ]);
    expect(rollUp.schoolChanges).toContainEqual({
      code: 'S1',
      name: '青槐区第一小学',
      change: 'merged',
      on: '2026-12-28',
      until: null,
      into: 'S6',
    });
    const csv = await deputy.get<string>('/v1/quarters/2026Q4/roll-up?under=D1', { accept: 'text/csv' });
    const [heading, ...lines] = csv.body
      .replace('\ufeff', '')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const columns = ['免报', '停办（所）', '合并（所）'].map((label) => heading!.indexOf(label));
    expect(lines.map((line) => [line[0], ...columns.map((column) => line[column])])).toEqual([
      ['Z1', '4', '1', '3'],
      ['Z2', '0', '1', '0'],
      ['合计', '4', '2', '3'],
    ]);
  });

  it('leave the roster of the next quarter, or owe again once lessons begin', async () => {
    expect((await change('S4', { kind: 'resumed', from: '2027-02-22', reason: '改造完成，复课。' })).status).toBe(201);
    await world.until('2027-03-18T09:00:00+08:00');
    expect(await roster('2027Q1')).toEqual([owes('S3'), owes('S4'), owes('S6')]);
    // Suspended after the freeze, and through the last day.
    expect((await change('S3', { kind: 'suspended', from: '2027-03-31', reason: '校舍检修。' })).status).toBe(201);
    await world.settled();
    expect(await roster('2027Q1')).toEqual([excused('S3', 'suspended', 'cancelled'), owes('S4'), owes('S6')]);
  });
});
