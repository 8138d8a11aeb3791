import { World } from '../harness/world.js';

const LINES = `organisationCode,site,category,description,discoveredAt,observations
S1,主校区,fire,走廊灭火器压力不足,2016-03-01,FI-31
S1,东校区,fire,楼梯口装卷帘门,1998年9月1日,
S1,西校区,fire,年份写错的一条,1916-03-01,
`;

describe('an old ledger that is entered', () => {
  it.each([
    ['today', '2026-10-08T10:00:00+08:00'],
    ['before the first rule pack began', '2025-11-03T10:00:00+08:00'],
  ])('%s is graded by rules that exist; nothing but a slip of the year is refused', async (_, now) => {
    const world = await World.begin(now);
    try {
      const safety = await world.as('s1-safety');
      const { lines } = await safety.ok('POST', '/v1/hazards/import', LINES);
      expect(lines).toMatchObject([
        { line: 2, result: 'accepted' },
        { line: 3, result: 'accepted' },
        {
          line: 4,
          result: 'refused',
          errors: [{ pointer: '/lines/4/discoveredAt', message: expect.stringContaining('1949-10-01') }],
        },
      ]);
      await world.settled();
      const hazard = await safety.ok('GET', `/v1/hazards/${lines[0].id}`);
      expect(hazard).toMatchObject({
        discoveredAt: '2016-03-01T00:00:00.000+08:00',
        grade: { value: 'general', rulePack: 'national-2026.1', ruleIds: ['FI-31'] },
      });
      expect((await safety.get(`/v1/hazards/${lines[0].id}/grade`)).status).toBe(200);
      expect(await world.query(`select route from app.delivery where state <> 'done'`)).toEqual([]);
    } finally {
      await world.end();
    }
  });
});
