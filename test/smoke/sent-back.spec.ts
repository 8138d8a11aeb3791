import { Inbox } from '../harness/inbox.js';
import { brokenInvariants } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const current = { 'if-match': '*' };

describe('what a person above has answered', () => {
  let world: World;
  let inbox: Inbox;
  let hazard: string;
  beforeEach(async () => {
    world = await World.begin('2026-03-02T09:59:00+08:00');
    inbox = new Inbox(world);
    await world.until('2026-03-02T10:00:00+08:00');
    ({ id: hazard } = await (await world.as('s1-safety')).ok('POST', '/v1/hazards', EXTINGUISHER));
    await world.settled();
    await inbox.received('03-02 10:00 rectify/created → s1-logistics', '03-02 10:00 rectify/created → s1-safety');
  });
  afterEach(async () => {
    try {
      await inbox.nothingElse();
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
    }
  });

  const step = async (username: string, path: string, body: object): Promise<void> => {
    await (await world.as(username)).ok('POST', `/v1/hazards/${hazard}/${path}`, body, current);
    await world.settled();
  };
  const lastBody = async (to: string): Promise<string> =>
    (await world.alerts()).filter((one) => one.to === to).at(-1)?.body ?? '';
  const askForTime = () =>
    step('s1-logistics', 'extension-requests', {
      requestedDueAt: '2026-03-20T23:59:59+08:00',
      reason: '灭火器已下单，供货商3月18日送到。',
    });

  it('reaches the owner at once, each time that his work is sent back', async () => {
    for (const reason of ['压力表仍在红区。', '新灭火器没有挂牌。']) {
      await step('s1-logistics', 'rectification', { note: '已更换。' });
      await inbox.received('03-02 10:00 verify/created → s1-vice');
      await step('s1-vice', 'verification', { passed: false, reason });
      await inbox.received('03-02 10:00 rectify/returned → s1-logistics', '03-02 10:00 rectify/returned → s1-safety');
      expect(await lastBody('s1-logistics')).toContain(`退回原因：${reason}`);
    }
  });

  it('is waited for by a time: a request that nobody answers climbs in place of the hazard', async () => {
    await askForTime();
    await inbox.received('03-02 10:00 decide-extension/created → zone-east');
    expect(await lastBody('zone-east')).toContain('延期理由：灭火器已下单，供货商3月18日送到。');
    await world.until('2026-03-12T12:00:00+08:00');
    await inbox.received(
      '03-04 08:07 decide-extension/before-1-workdays → zone-east',
      '03-06 00:05 decide-extension/overdue → section-chief',
      '03-06 00:05 decide-extension/overdue → zone-east',
      '03-09 00:05 decide-extension/overdue-3d → deputy-director',
    );
  });

  it('is told when more time is granted, and nobody is asked again', async () => {
    await askForTime();
    await inbox.received('03-02 10:00 decide-extension/created → zone-east');
    await step('zone-east', 'extension-requests/decision', { granted: true, reason: '同意。' });
    await inbox.received(
      '03-02 10:00 rectify/extension-granted → s1-logistics',
      '03-02 10:00 rectify/extension-granted → s1-safety',
    );
    expect(await lastBody('s1-logistics')).toContain('期限延到3月20日24:00前。');
    await world.until('2026-03-16T12:00:00+08:00');
  });

  it('is told when it is refused, and the climb goes on', async () => {
    await askForTime();
    await inbox.received('03-02 10:00 decide-extension/created → zone-east');
    await step('section', 'extension-requests/decision', { granted: false, reason: '可先借用备用灭火器。' });
    await inbox.received(
      '03-02 10:00 rectify/extension-refused → s1-logistics',
      '03-02 10:00 rectify/extension-refused → s1-safety',
    );
    expect(await lastBody('s1-safety')).toContain('不批准的原因：可先借用备用灭火器。');
    await world.until('2026-03-08T12:00:00+08:00');
    await inbox.received(
      '03-06 08:07 rectify/before-3d → s1-logistics',
      '03-08 08:07 rectify/before-1d → s1-logistics',
    );
  });
});
