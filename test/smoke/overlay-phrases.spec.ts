import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const RULE = {
  id: 'FI-D01',
  category: 'fire',
  title: '宿舍内存放户外储能电源',
  titleEn: 'Portable power stations in dormitories',
  condition: '学生宿舍内存放或使用户外电源、储能电源。',
  class: 'direct',
  citation: { document: 'points', article: '第9条' },
  textVerified: true,
  source: 'official',
  defaultPriority: 'P0',
  interimMeasures: ['power-off'],
  phrases: [{ all: ['dorm', '(户外|储能|移动)电源 储能(箱|柜)'], unless: ['应急灯'], near: 20 }],
};
const DISTRICT = {
  id: 'd1-words-2026.1',
  kind: 'overlay',
  title: '补充规则包',
  titleEn: 'Overlay',
  level: 'district',
  jurisdiction: 'D1',
  extends: ['national-2026.1'],
  validFrom: '2026-09-01',
  documents: { points: { title: '青槐区教育局2026年度消防安全工作要点', number: '青槐教〔2026〕3号' } },
  add: [RULE],
};
const PATH = `/v1/rule-packs/${DISTRICT.id}`;

describe('a rule that a district adds in its own words', () => {
  let world: World;
  let section: Client;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    section = await world.as('section');
  });
  afterAll(() => world?.end());

  const report = async (organisationCode: string, description: string) => {
    const author = await world.as(
      organisationCode === 'T1' ? 't1-principal' : `${organisationCode.toLowerCase()}-safety`,
    );
    const place = { site: '主校区', building: '三号楼' };
    const { id } = await author.ok('POST', '/v1/hazards', { organisationCode, place, category: 'fire', description });
    await world.settled();
    return (await world.as('city')).ok('GET', `/v1/hazards/${id}/grade`);
  };

  it('is refused with the place of each fault in its words', async () => {
    const phrases = [
      {
        all: [
          'dorm',
          '(一|二|三|四|五|六)(一|二|三|四|五|六)(一|二|三|四|五|六)(一|二|三|四|五|六)(一|二|三|四|五|六)',
        ],
      },
      { all: ['(户外电源'], near: 0, words: 1 },
    ];
    const refused = await section.post('/v1/rule-packs', { ...DISTRICT, add: [{ ...RULE, phrases }] });
    expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
      '/add/0/phrases/0/all/1',
      '/add/0/phrases/1/words',
      '/add/0/phrases/1/all/0',
      '/add/0/phrases/1/near',
    ]);

    const misspelt = { ...RULE, phrases: [{ all: ['户外电源', 'corridor|dormm'] }] };
    await section.ok('POST', '/v1/rule-packs', { ...DISTRICT, add: [misspelt] });
    expect(await section.ok('POST', `${PATH}/validation`)).toMatchObject({
      valid: false,
      errors: [{ pointer: '/add/0/phrases/0/all/1', message: 'there is no concept dormm' }],
    });
    const put = await section.send('PUT', PATH, DISTRICT, { 'if-match': '"v1"' });
    expect(put.status).toBe(200);
    expect(await section.ok('POST', `${PATH}/validation`)).toMatchObject({ valid: true });
  });

  it('is heard by a replay of the draft, and by nobody before it is published', async () => {
    const before = await report('S1', '学生宿舍里放着两台户外电源。');
    expect(before).toMatchObject({ grade: 'general', rules: [] });
    const replay = await section.ok('POST', `${PATH}/replay?from=2026-09-01&to=2026-09-30`);
    expect(replay.changes).toMatchObject([
      { organisationCode: 'S1', to: 'suspected-major', groundsTo: ['rule:FI-D01'] },
    ]);
  });

  it('is heard in that district alone', async () => {
    await (await world.as('section-chief')).ok('POST', `${PATH}/publication`, undefined, { 'if-match': '"v2"' });
    await world.settled();
    const here = await report('S2', '女生宿舍二楼有人用户外电源给小风扇供电。');
    expect(here).toMatchObject({ grade: 'suspected-major', rules: [{ ruleId: 'FI-D01', reason: 'from-text' }] });
    expect(here.rules[0].markedWords.map((one: { text: string }) => one.text)).toContain('户外电源');
    expect((await report('T1', '女生宿舍二楼有人用户外电源给小风扇供电。')).grade).toBe('general');
  });

  it('follows the sense of the sentence like any other rule', async () => {
    for (const text of ['严禁在宿舍使用户外电源', '经排查，宿舍未发现户外电源', '宿舍的户外电源已搬离'])
      expect((await report('S2', text)).grade).toBe('general');
  });
});
