import { World } from '../harness/world.js';

const PATH = '/v1/quarters/2026Q4/zero-reports';
const current = { 'if-match': '*' };

/** Facts that surface when their quarter was filed already. */
describe('a hazard of a quarter that was filed already', () => {
  let world: World;
  let filed: Record<string, unknown>;
  let before: { numbers: Record<string, number>; quarter: object };

  const reports = async (school: string, discoveredAt: string): Promise<{ id: string; number: string }> => {
    const officer = await world.as(`${school.toLowerCase()}-safety`);
    const made = await officer.ok<{ id: string; number: string }>('POST', '/v1/hazards', {
      organisationCode: school,
      place: { site: '主校区', spot: discoveredAt },
      category: 'fire',
      description: '灭火器压力不足。',
      observations: ['FI-31'],
      discoveredAt,
    });
    await world.settled();
    return made;
  };
  const rollUpOf = async (quarter: string, under = 'D1') =>
    (await world.as('deputy-director')).ok('GET', `/v1/quarters/${quarter}/roll-up?under=${under}`);
  const sign = async (school: string, path = PATH): Promise<void> =>
    (await world.as(`${school.toLowerCase()}-principal`)).ok('POST', `${path}/${school}/signature`, undefined, current);

  beforeAll(async () => {
    world = await World.begin('2026-12-16T10:00:00+08:00');
    await world.settled();
    await world.until('2026-12-18T10:00:00+08:00');
    await reports('S1', '2026-12-02T09:00:00+08:00');
    await sign('S1');
    await sign('S2');
    // Found after the report was signed, and reported while the quarter ran: the quarter counts it.
    await world.until('2026-12-29T10:00:00+08:00');
    await reports('S1', '2026-12-28T09:00:00+08:00');
    await world.until('2027-01-20T10:00:00+08:00');
    before = await rollUpOf('2026Q4');
    filed = await (await world.as('section')).ok('GET', `${PATH}/S2`);
  });
  afterAll(() => world?.end());

  it('changes no number of that quarter, but for a school that filed nothing', async () => {
    expect(before.numbers['generalsFound']).toBe(2);
    await reports('S2', '2026-12-10T09:00:00+08:00');
    const after = await rollUpOf('2026Q4');
    expect(after.numbers).toEqual(before.numbers);
    expect(after.quarter).toEqual(before.quarter);
    expect(after.corrections).toEqual({ generals: 0, majors: 0 });
    const again = await (await world.as('section')).ok('GET', `${PATH}/S2`);
    expect(again.filed).toEqual(filed['filed']);
    expect(again.flags).toHaveLength(1);

    await reports('S3', '2026-12-11T09:00:00+08:00');
    expect((await rollUpOf('2026Q4')).numbers.generalsFound).toBe(3);
  });

  it('is a correction in the next form, and is signed as one', async () => {
    await world.until('2027-03-18T10:00:00+08:00');
    const path = '/v1/quarters/2027Q1/zero-reports';
    const principal = await world.as('s2-principal');
    const { form } = await principal.ok('GET', `${path}/S2`);
    const line = {
      quarter: '2026Q4',
      grade: 'general',
      discoveredOn: '2026-12-10',
      reportedOn: '2027-01-20',
    };
    expect(form.ledger.corrections).toEqual([expect.objectContaining(line)]);
    expect(form.answers.generalsFound).toBe(0);
    await sign('S2', path);
    expect((await principal.ok('GET', `${path}/S2`)).filed.ledger.corrections).toEqual([expect.objectContaining(line)]);
    for (const school of ['S1', 'S3']) {
      const view = await (await world.as(`${school.toLowerCase()}-principal`)).ok('GET', `${path}/${school}`);
      expect([school, view.form.ledger.corrections]).toEqual([school, []]);
    }
  });

  it('stands in the correction column of the next roll-up, once at every level', async () => {
    const rollUp = await rollUpOf('2027Q1');
    expect(rollUp.corrections).toEqual({ generals: 1, majors: 0 });
    expect(rollUp.numbers.generalsFound).toBe(0);
    const corrected = rollUp.rows.map((row: { code: string; corrections: object }) => [row.code, row.corrections]);
    expect(corrected).toContainEqual(['Z1', { generals: 1, majors: 0 }]);
    expect((await rollUpOf('2027Q1', 'Z1')).corrections).toEqual({ generals: 1, majors: 0 });
    const deputy = await world.as('deputy-director');
    const csv = await deputy.get<string>('/v1/quarters/2027Q1/roll-up?under=D1', { accept: 'text/csv' });
    const [heading, ...lines] = csv.body
      .replace('\ufeff', '')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = heading!.indexOf('更正以前季度一般隐患（项）');
    expect(lines.map((line) => [line[0], line[column]])).toEqual([
      ['Z1', '1'],
      ['Z2', '0'],
      ['合计', '1'],
    ]);
    const year = await deputy.ok('GET', '/v1/years/2027/roll-up?under=D1');
    expect(year.corrections).toEqual({ generals: 1, majors: 0 });
  });

  it('goes into the quarter after, when the present one is filed too', async () => {
    await reports('S2', '2027-02-02T09:00:00+08:00');
    await reports('S2', '2026-11-02T09:00:00+08:00');
    const carried = await world.query(
      `select quarter, carried_in as "carriedIn" from app.late_fact order by found_at, quarter desc`,
    );
    expect(carried).toEqual([
      { quarter: '2026Q4', carriedIn: '2027Q1' },
      { quarter: '2027Q1', carriedIn: '2027Q2' },
      { quarter: '2026Q4', carriedIn: '2027Q2' },
    ]);
    expect((await rollUpOf('2027Q1')).corrections).toEqual({ generals: 1, majors: 0 });
    expect((await rollUpOf('2027Q1')).numbers.generalsFound).toBe(0);
    // Three hazards of 2027's statistics: none but the correction; the year counts what was found in it.
    const year = await (await world.as('deputy-director')).ok('GET', '/v1/years/2027/roll-up?under=D1');
    expect([year.numbers.generalsFound, year.corrections.generals]).toEqual([1, 2]);
  });

  it('is no correction once it is rejected', async () => {
    await world.query(`update app.hazard set status = 'rejected' where discovered_at = '2026-12-10T09:00:00+08:00'`);
    expect((await rollUpOf('2027Q1')).corrections).toEqual({ generals: 0, majors: 0 });
  });
});
