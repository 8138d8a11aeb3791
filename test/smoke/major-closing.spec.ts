import { ASSESSMENT, CELLAR_DORMITORY } from '../harness/reports.js';
import { World } from '../harness/world.js';

const ANY_VERSION = { 'if-match': '*' };

describe('the closing of a major hazard', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await World.begin('2026-03-02T09:00:00+08:00');
    ({ id } = await (await world.as('s1-safety')).ok('POST', '/v1/hazards', CELLAR_DORMITORY));
    await world.settled();
  });
  afterAll(() => world?.end());

  const step = async (who: string, path: string, body: object) =>
    (await world.as(who)).send('POST', `/v1/hazards/${id}/${path}`, body, ANY_VERSION);
  const told = async (stepId: string): Promise<string[]> =>
    (await world.alerts())
      .filter((one) => one.kind === 'verify' && one.step === stepId)
      .map(({ to }) => to)
      .sort();

  it('is applied for by the school, with its assessment, and reviewed by the bureau within ten days', async () => {
    expect((await step('s1-logistics', 'rectification', { note: '学生已迁出。' })).status).toBe(409);
    const applied = await step('s1-logistics', 'rectification', { note: '学生已迁出。', assessment: ASSESSMENT });
    expect(applied.body.status).toBe('rectified');
    await world.settled();
    const [owed] = await world.query(
      `select debtor_role as role, to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as due
       from app.obligation where kind = 'verify' and subject_id = $1`,
      [id],
    );
    // Ten days end with 03-12, a Thursday.
    expect(owed).toEqual({ role: 'safety-section', due: '03-13 00:00' });
    expect(await told('created')).toEqual(['section']);
  });

  it('climbs inside the bureau when nobody comes, and never asks the school', async () => {
    await world.until('2026-03-12T23:59:00+08:00');
    expect(await told('before-2d')).toEqual(['section']);
    expect(await told('overdue')).toEqual([]);
    await world.until('2026-03-13T00:10:00+08:00');
    expect(await told('overdue')).toEqual(['section', 'section-chief']);
    await world.until('2026-03-16T00:10:00+08:00');
    expect(await told('overdue-3d')).toEqual(['deputy-director']);
    await world.until('2026-03-20T00:10:00+08:00');
    expect(await told('overdue-7d')).toEqual(['director']);
    const late = (await world.alerts()).filter((one) => one.kind === 'verify' && one.step.startsWith('overdue'));
    for (const { body } of late) expect(body).not.toMatch(/赵军/);
  });

  it('still owes the writing off after the review, which is the bureau’s alone', async () => {
    const findings = { passed: true, reason: '现场核实，地下一层已清空上锁。' };
    expect((await step('section', 'verification', findings)).body.status).toBe('verified');
    for (const who of ['s1-principal', 's1-vice', 's1-safety', 'zone-east']) {
      expect([who, (await step(who, 'closure', {})).status]).toEqual([who, 403]);
    }
    const verify = () =>
      world.query(`select status from app.obligation where kind = 'verify' and subject_id = $1`, [id]);
    expect(await verify()).toEqual([{ status: 'open' }]);
    expect((await step('section', 'closure', {})).body.status).toBe('closed');
    expect(await verify()).toEqual([{ status: 'met' }]);
  });
});
