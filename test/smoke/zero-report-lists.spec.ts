import { World } from '../harness/world.js';

const vacate = (world: World, username: string): Promise<unknown> =>
  world.query(`update app.post set valid_to = app.now() from app.person p where p.id = person_id and p.username = $1`, [
    username,
  ]);

describe('the one list of who is silent', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    await world.settled();
    for (const gone of ['s3-principal', 's1-principal', 'zone-east']) await vacate(world, gone);
    await world.until('2027-01-01T12:00:00+08:00');
  });
  afterAll(() => world?.end());

  const listTo = async (who: string): Promise<string> => {
    const told = (await world.alerts()).filter(({ to, step }) => to === who && step === 'overdue-1d');
    expect(told).toHaveLength(1);
    return told[0]!.body;
  };

  it('tells an officer in his own post of nothing but the schools, also when the only one has no principal', async () => {
    const list = await listTo('zone-west');
    expect(list).toContain('1. 青槐区第三中学，校（园）长空缺');
    expect(list).not.toMatch(/顺延|另请注意/);
  });

  it('says to the next rank why the list came up to it, and of whose post', async () => {
    const list = await listTo('section');
    expect(list).toContain('1. 青槐区第一小学，校（园）长空缺\n2. 青槐区第二小学，校（园）长陈静');
    expect(list.match(/.*顺延.*/g)).toEqual(['因片区责任人岗位空缺，本通知按职级顺延发给您。']);
  });
});
