import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

describe('posts that nobody fills, and people who are away', () => {
  let world: World;
  let inbox: Inbox;
  beforeEach(async () => {
    world = await World.begin('2026-09-28T09:59:00+08:00');
    inbox = new Inbox(world);
    await world.until('2026-09-28T10:00:00+08:00');
  });
  afterEach(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
    }
  });

  const report = async (username: string, organisationCode: string): Promise<void> => {
    await (await world.as(username)).ok('POST', '/v1/hazards', { ...EXTINGUISHER, organisationCode });
    await world.settled();
  };

  const letterTo = async (to: string, step: string): Promise<string> => {
    const found = (await world.alerts()).filter((one) => one.kind === 'rectify' && one.to === to && one.step === step);
    expect(found).toHaveLength(1);
    return found[0]?.body ?? '';
  };

  it('turns to the next rank for a vacant post and says why', async () => {
    await report('s2-safety', 'S2');
    await inbox.received('09-28 10:00 rectify/created → s2-logistics', '09-28 10:00 rectify/created → s2-safety');
    await world.until('2026-10-09T12:00:00+08:00');
    await inbox.received(
      '10-05 08:07 rectify/before-3d → s2-logistics',
      '10-07 08:07 rectify/before-1d → s2-logistics',
      '10-09 00:05 rectify/overdue → s2-logistics',
      '10-09 00:05 rectify/overdue → s2-principal',
    );
    expect(await letterTo('s2-principal', 'overdue')).toContain('因分管副校长岗位空缺，本通知按职级顺延发给您。');
  });

  it('climbs past ranks that a small district does not have', async () => {
    await report('t1-principal', 'T1');
    await inbox.received('09-28 10:00 rectify/created → t1-principal');
    await world.until('2026-11-30T12:00:00+08:00');
    await inbox.received(
      '10-05 08:07 rectify/before-3d → t1-principal',
      '10-07 08:07 rectify/before-1d → t1-principal',
      '10-09 00:05 rectify/overdue → t1-principal',
      '10-10 00:05 rectify/overdue-1d → t1-principal',
      '10-12 00:05 rectify/overdue-3d → d2-section',
      '10-16 00:05 rectify/overdue-7d → city',
      '10-24 00:05 rectify/overdue-15d → city',
    );
    expect(await letterTo('city', 'overdue-7d')).toContain('因安全股长岗位空缺，本通知按职级顺延发给您。');
    expect(await letterTo('city', 'overdue-15d')).toContain('因分管局长岗位空缺，本通知按职级顺延发给您。');
  });

  it('tells the delegate instead of the holder, and on whose behalf', async () => {
    const chief = await world.as('section-chief');
    const { items } = await chief.ok('GET', '/v1/organisations/Z1/posts');
    const post = items.find((one: { role: string }) => one.role === 'zone-officer');
    await chief.ok('POST', `/v1/posts/${post.id}/delegations`, {
      toUsername: 'zone-west',
      from: '2026-10-11T00:00:00+08:00',
      to: '2026-10-13T00:00:00+08:00',
      reason: '外出培训',
    });
    await report('s1-safety', 'S1');
    await world.until('2026-10-11T12:00:00+08:00');
    await inbox.received(
      '09-28 10:00 rectify/created → s1-logistics',
      '09-28 10:00 rectify/created → s1-safety',
      '10-05 08:07 rectify/before-3d → s1-logistics',
      '10-07 08:07 rectify/before-1d → s1-logistics',
      '10-09 00:05 rectify/overdue → s1-logistics',
      '10-09 00:05 rectify/overdue → s1-vice',
      '10-10 00:05 rectify/overdue-1d → s1-principal',
    );
    await world.until('2026-10-12T12:00:00+08:00');
    await inbox.received('10-12 00:05 rectify/overdue-3d → section', '10-12 00:05 rectify/overdue-3d → zone-west');
    const letter = await letterTo('zone-west', 'overdue-3d');
    expect(letter).toMatch(/^冯雪（代理片区责任人）：/);
    expect(letter).toMatch(/您受.*钱伟委托代行职责，故收到本通知。/);
  });

  it('turns to the next rank for somebody who is away without a delegate', async () => {
    const principal = await world.as('s1-principal');
    const { person } = await principal.ok('GET', '/v1/me');
    await principal.ok('POST', `/v1/people/${person.id}/absences`, {
      from: '2026-10-08T00:00:00+08:00',
      to: '2026-10-11T00:00:00+08:00',
      reason: '病假',
    });
    await report('s1-safety', 'S1');
    await world.until('2026-10-11T12:00:00+08:00');
    await inbox.received(
      '09-28 10:00 rectify/created → s1-logistics',
      '09-28 10:00 rectify/created → s1-safety',
      '10-05 08:07 rectify/before-3d → s1-logistics',
      '10-07 08:07 rectify/before-1d → s1-logistics',
      '10-09 00:05 rectify/overdue → s1-logistics',
      '10-09 00:05 rectify/overdue → s1-vice',
      '10-10 00:05 rectify/overdue-1d → zone-east',
    );
    expect(await letterTo('zone-east', 'overdue-1d')).toContain(
      '因校（园）长不在岗且无人代理，本通知按职级顺延发给您。',
    );
  });
});
