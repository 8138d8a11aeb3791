import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const BARS = {
  organisationCode: 'S1',
  category: 'fire',
  description: '二楼窗户装了防盗网，没有逃生口。',
  observations: ['FI-22'],
};
const COLD_DISH = {
  organisationCode: 'S1',
  category: 'food',
  description: '食堂窗口出售凉拌黄瓜。',
  observations: ['FO-05'],
};

describe('what is reported beside the hazard itself', () => {
  let world: World;
  let officer: Client;
  let section: Client;
  let site = 0;
  beforeAll(async () => {
    world = await World.begin('2026-09-14T09:00:00+08:00');
    [officer, section] = [await world.as('s1-safety'), await world.as('section')];
  });
  afterAll(() => world?.end());

  const report = async (by: Client, body: object): Promise<string> => {
    const { id } = await by.ok('POST', '/v1/hazards', { place: { site: `校区${(site += 1)}` }, ...body });
    await world.settled();
    return id;
  };
  const explained = (id: string) => officer.ok('GET', `/v1/hazards/${id}/grade`);

  it('a place type decides which rules apply', async () => {
    const crowded = await explained(await report(officer, { ...BARS, placeType: 'dormitory' }));
    expect(crowded).toMatchObject({
      grade: 'major',
      circumstances: { placeType: { id: 'dormitory', label: '学生宿舍' } },
    });
    expect(crowded.text.join('')).toContain('场所类型按“学生宿舍”适用规则。');

    const id = await report(officer, { ...BARS, placeType: 'boiler-room' });
    const apart = await explained(id);
    expect(apart).toMatchObject({ grade: 'general', rules: [{ ruleId: 'FI-22', reason: 'elsewhere' }] });
    expect((await officer.ok('GET', `/v1/hazards/${id}`)).placeType).toBe('boiler-room');
  });

  it('an exclusion counts when the bureau states it, and is only shown when the school does', async () => {
    const exclusions = [{ exclusion: 'out-of-use', reason: '该楼已于九月停用并封闭。' }];
    const claimed = await explained(await report(officer, { ...BARS, exclusions }));
    expect(claimed).toMatchObject({ grade: 'major', exclusions: [{ by: 'safety-officer', established: false }] });
    expect(claimed.text.join('')).toContain('仅由学校提出，未改变分级：该楼已于九月停用并封闭。');

    const established = await explained(await report(section, { ...BARS, exclusions, source: 'inspection' }));
    expect(established).toMatchObject({
      grade: 'general',
      exclusions: [{ by: 'safety-section', established: true }],
      rules: [{ ruleId: 'FI-22', reason: 'excluded' }],
    });
  });

  it('what is on record at the place this term makes a rule graver', async () => {
    const place = { site: '食堂区' };
    const first = await report(officer, { ...COLD_DISH, place });
    expect((await explained(first)).grade).toBe('general');
    await world.until('2026-09-15T09:00:00+08:00');
    const elsewhere = await report(officer, COLD_DISH);
    expect((await explained(elsewhere)).grade).toBe('general');
    const again = await explained(await report(officer, { ...COLD_DISH, place }));
    expect(again).toMatchObject({ grade: 'suspected-major', circumstances: { repeatedRules: ['FO-05'] } });
    expect(again.text.join('')).toContain('FO-05 因本学期重复出现而从重。');
    expect((await explained(first)).grade).toBe('general');
  });

  it('and so does what the reporter knows from papers', async () => {
    const told = await explained(await report(officer, { ...COLD_DISH, seenBefore: true }));
    expect(told).toMatchObject({ grade: 'suspected-major', circumstances: { seenBefore: true } });
  });
});
