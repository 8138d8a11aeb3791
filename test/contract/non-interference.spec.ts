import { randomUUID } from 'node:crypto';
import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';
import { type OpenApiDocument, operationsOf } from './openapi-document.js';

const REPORT = {
  place: { site: '主校区', building: '北教学楼' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
  observations: ['FI-31'],
};
const NOWHERE = randomUUID();

/**
 * What others do must not show: a caller sends the same requests before and after the rest of the country fills with rows, and
 * gets the same bytes.
 */
describe('the answers to a school', () => {
  let world: World;
  let principal: Client;
  let ownHazard: string;

  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    principal = await world.as('s1-principal');
    ({ id: ownHazard } = await principal.ok<{ id: string }>('POST', '/v1/hazards', {
      ...REPORT,
      organisationCode: 'S1',
    }));
    await world.settled();
  });
  afterAll(() => world?.end());

  it('are byte for byte the same, whatever exists elsewhere', async () => {
    const before = await everyAnswer();
    await fillTheCountry();
    const after = await everyAnswer();
    expect([...before.values()].filter((answer) => answer.startsWith('{"status":200')).length).toBeGreaterThan(15);
    expect([...after].filter(([request, answer]) => before.get(request) !== answer)).toEqual([]);
  });

  it('give numbers that count this school’s hazards alone', async () => {
    const { number } = await principal.ok('POST', '/v1/hazards', { ...REPORT, organisationCode: 'S1' });
    expect(number).toBe('D1-S1-2026-0002');
  });

  it('do not tell that another school has used the same id', async () => {
    const report = { ...REPORT, organisationCode: 'S1', clientReportId: 'phone-1' };
    expect((await principal.post('/v1/hazards', report)).status).toBe(201);
  });

  async function everyAnswer(): Promise<Map<string, string>> {
    const document = await world.anonymous().ok<OpenApiDocument>('GET', '/openapi.json');
    const reads = operationsOf(document).filter(({ method, spec }) => method === 'GET' && spec.security?.length !== 0);
    const paths = reads.flatMap(({ path, spec }) => {
      const takesPages = spec.parameters?.some(({ name }) => name === 'limit');
      return [
        filled(path, 'S1', ownHazard),
        filled(path, 'X1', NOWHERE),
        ...(takesPages ? [`${filled(path, 'S1', ownHazard)}?limit=1`] : []),
      ];
    });
    const unders = ['S1', 'S2', 'X1', 'D1'].flatMap((code) =>
      reads
        .filter(({ spec }) => spec.parameters?.some(({ name }) => name === 'under'))
        .map(({ path }) => `${filled(path, 'S1', ownHazard)}?under=${code}`),
    );
    const answers = new Map<string, string>();
    for (const path of new Set([...paths, ...unders])) {
      const { status, headers, body } = await principal.get(path);
      const kept = ['etag', 'link', 'content-type'].map((name) => headers.get(name));
      answers.set(path, masked(JSON.stringify({ status, kept, body })));
    }
    return answers;
  }

  async function fillTheCountry(): Promise<void> {
    const head = 'username,name,phone,email,post,organisationCode\n';
    await world.populate(
      'code,name,kind,parentCode,zone\nX1,新来的小学,primary-school,D1,Z1\nX2,远方小学,primary-school,D2,\n',
      `${head}x1-safety,新人,13911111111,,safety-officer,X1\nx2-safety,旁人,13922222222,,safety-officer,X2\nx3,又一位,,,safety-section,D1\n`,
    );
    for (const [username, organisationCode] of [
      ['x1-safety', 'X1'],
      ['x2-safety', 'X2'],
      ['s2-safety', 'S2'],
      ['t1-principal', 'T1'],
    ] as const) {
      const client = await world.as(username);
      for (const observations of [['FI-31'], ['FI-21']])
        await client.ok('POST', '/v1/hazards', { ...REPORT, organisationCode, observations });
      await client.ok('POST', '/v1/hazards', { ...REPORT, organisationCode, clientReportId: 'phone-1' });
    }
    await world.settled();
  }
});

/** A path with the code and the id in their places, and something fixed in the others. */
function filled(path: string, code: string, id: string): string {
  const fixed: Record<string, string> = {
    year: '2026',
    quarter: '2026Q3',
    period: '2026Q3',
    dutyId: 'zero-report',
    id,
  };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => (/code$/i.test(name) ? code : (fixed[name] ?? NOWHERE)));
}

/** Without what is of the moment of asking: the id of the request, and "as of". */
const masked = (text: string): string =>
  text.replace(/"instance":"[^"]*"/g, '"instance":""').replace(/"asOf":"[^"]*"/g, '"asOf":""');
