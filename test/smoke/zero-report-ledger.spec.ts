import { type Client } from '../harness/client.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const current = { 'if-match': '*' };
const Q3 = '/v1/quarters/2026Q3/zero-reports/S1';
const Q4 = '/v1/quarters/2026Q4/zero-reports/S1';
const ZERO = { majorSources: 0, majorsNew: 0, majorsOpen: 0, generalsFound: 0 };

describe('a school whose ledger is not empty', () => {
  let world: World;
  let principal: Client;
  beforeAll(async () => {
    world = await World.begin('2026-07-06T09:00:00+08:00');
    principal = await world.as('s1-principal');
    const safety = await world.as('s1-safety');
    const report = async (body: object): Promise<string> => {
      const { id } = await safety.ok('POST', '/v1/hazards', body);
      await world.settled();
      return id as string;
    };
    const general = await report(EXTINGUISHER);
    await report({ ...EXTINGUISHER, place: { ...EXTINGUISHER.place, spot: '三层西侧' } });
    await report(CELLAR_DORMITORY);
    const { owner } = await safety.ok('GET', `/v1/hazards/${general}`);
    const [username] = (
      await world.query<{ username: string }>('select username from app.person where name = $1', [owner.name])
    ).map((one) => one.username);
    await (
      await world.as(username!)
    ).ok(
      'POST',
      `/v1/hazards/${general}/rectification`,
      { note: '已更换灭火器。', measures: '每月检查。', funds: 1260.5 },
      current,
    );
    await (
      await world.as('s1-vice')
    ).ok('POST', `/v1/hazards/${general}/verification`, { passed: true, close: true }, current);
    await world.until('2026-09-17T09:00:00+08:00');
  });
  afterAll(() => world?.end());

  it('finds majors, generals, rate and funds in its form, each with the ledger that it was read from', async () => {
    const { form } = await principal.ok('GET', Q3);
    expect(form).toMatchObject({
      begun: false,
      generalRate: '50%',
      answers: {
        inspections: 1,
        majorSources: 0,
        riskPoints: 0,
        majorsNew: 1,
        majorsClosed: 0,
        majorsOpen: 1,
        majorsListed: 0,
        generalsFound: 2,
        generalsFixed: 1,
        funds: 1260.5,
      },
      ledger: { previous: null, position: { hazards: 3, digest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
  });

  it('finds what was closed and what is listed in the form of another school', async () => {
    const s2 = await world.as('s2-safety');
    for (const spot of ['地下一层', '地下二层', '地下三层']) {
      await s2.ok('POST', '/v1/hazards', {
        ...CELLAR_DORMITORY,
        organisationCode: 'S2',
        place: { site: '主校区', spot },
      });
    }
    await world.settled();
    const atS2 = `organisation_id = (select id from app.organisation where code = 'S2')`;
    await world.query(
      `update app.hazard set status = 'closed', closed_at = app.now() where ${atS2} and spot = '地下一层'`,
    );
    await world.query(`update app.hazard set supervision = '{"level": "county"}' where ${atS2} and spot = '地下二层'`);
    const { form } = await s2.ok('GET', '/v1/quarters/2026Q3/zero-reports/S2');
    expect(form.answers).toMatchObject({
      majorsNew: 3,
      majorsClosed: 1,
      majorsOpen: 2,
      majorsListed: 1,
      generalsFound: 0,
    });
  });

  it('cannot file a zero against its open major: it is refused with the reason, and nothing is filed', async () => {
    await principal.ok('PUT', Q3, { answers: ZERO }, current);
    const { status, body } = await principal.send('POST', `${Q3}/signature`, undefined, current);
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          pointer: '/answers',
          code: 'zero-with-open-majors',
          message: expect.stringContaining('台账中本季度有重大隐患（新增1处，未销号1处，疑似0处），不能报“零”。'),
        },
      ],
    ]);
    expect(await principal.ok('GET', Q3)).toMatchObject({ state: 'draft', edition: 0 });
  });

  it('reads the same reason on the phone, and files what the ledger holds', async () => {
    const letter = world.letters().find((one) => one.includes('To: s1-principal@s1.example') && one.includes('/f/'));
    const link = `${world.standalone.address}/f/${/\/f\/([A-Za-z0-9_-]{43})/.exec(letter ?? '')?.[1]}`;
    const html = await (await fetch(link)).text();
    const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
    const zero = Object.entries({ ...ZERO, inspections: 1, riskPoints: 0, majorsClosed: 0, majorsListed: 0 });
    const more = { generalsFixed: 1, funds: 1260.5 };
    const send = (answers: Record<string, number>): Promise<Response> =>
      fetch(link, {
        method: 'POST',
        body: new URLSearchParams([
          ...Object.entries({ ...answers, ...more }).map(([id, value]): [string, string] => [`a.${id}`, String(value)]),
          ['version', version],
          ['who', '0001'],
          ['agree', 'yes'],
        ]),
      });
    const refused = await send(Object.fromEntries(zero));
    expect([refused.status, (await refused.text()).includes('不能报“零”')]).toEqual([422, true]);
    const filed = await send({ ...Object.fromEntries(zero), majorsNew: 1, majorsOpen: 1, generalsFound: 2 });
    expect(await filed.text()).toContain('报送成功');
    expect(await principal.ok('GET', Q3)).toMatchObject({ standing: 'filed-with-hazards', filed: { edits: [] } });
  });

  it('sees in the next quarter what it reported in the last one, in the form and on the page', async () => {
    await world.until('2026-12-17T12:00:00+08:00');
    const { form } = await principal.ok('GET', Q4);
    expect(form.ledger.previous).toMatchObject({ majorsNew: 1, majorsOpen: 1, generalsFound: 2, funds: 1260.5 });
    // What stays open stays; what was found and spent belongs to its quarter.
    expect(form.answers).toMatchObject({ majorsNew: 0, majorsOpen: 1, generalsFound: 0, funds: 0 });
    expect(form.generalRate).toBe('—');
    const letter = world
      .letters()
      .filter((one) => one.includes('To: s1-principal@s1.example') && one.includes('/f/'))
      .at(-1);
    const token = /\/f\/([A-Za-z0-9_-]{43})/.exec(letter ?? '')?.[1];
    const html = await (await fetch(`${world.standalone.address}/f/${token}`)).text();
    expect(html).toMatch(/name="a\.generalsFound"[^>]*value="0" required><span class="hint">上季填报：2</);
    expect(html).toMatch(/name="a\.funds"[^>]*value="0" required><span class="hint">上季填报：1260\.5</);
  });
});
