import { World } from '../harness/world.js';

const REPORT = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼', spot: '二层东侧' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
  observations: ['FI-31'],
};

/** Who was told what, without the moment and the words. */
const told = (alerts: { to: string; step: string; kind: string }[]): string[] =>
  alerts.map(({ to, step, kind }) => `${kind}/${step} → ${to}`);

describe('from a report to an alert that climbs', () => {
  let world: World;
  beforeAll(async () => (world = await World.begin('2026-09-21T09:00:00+08:00')));
  afterAll(() => world?.end());

  it('grades, assigns and tells the owner', async () => {
    const officer = await world.as('s1-safety');
    const made = await officer.ok('POST', '/v1/hazards', REPORT);
    expect(made.number).toBe('D1-S1-2026-0001');
    await world.settled();
    const hazard = await officer.ok('GET', `/v1/hazards/${made.id}`);
    expect(hazard).toMatchObject({
      status: 'assigned',
      grade: { value: 'general', suspected: false, ruleIds: ['FI-31'] },
      owner: { name: '赵军', role: 'logistics-head' },
      monitor: { name: '王芳', role: 'vice-principal' },
      overdue: false,
      dueVersion: 1,
    });
    expect(told(await world.alerts())).toEqual([
      'rectify/created → s1-logistics',
      'rectify/created → s1-safety',
    ]);
  });
});
