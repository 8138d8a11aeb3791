import { ASSESSMENT } from '../harness/reports.js';
import { RectificationService, type Who } from '../harness/rectification-service.js';

const DAY = 86_400_000;
const DONE = { note: '已更换井盖并恢复路面。' };
const PLAN = {
  goals: '恢复疏散出口。',
  methods: '拆除卷帘门。',
  funds: '2.8 万元。',
  responsible: '总务处。',
  schedule: '11 月 30 日前。',
  safety: '停用该楼梯，专人值守。',
};
const saying = (words: RegExp): string => expect.stringMatching(words) as string;

describe('the ways around the closed loop', () => {
  let service: RectificationService;
  beforeAll(async () => (service = await RectificationService.start()));
  afterAll(() => service.stop());

  describe('a transfer', () => {
    const transfer = (id: string, toOrganisationCode = 'CITY-WORKS', who: Who = 'section-of-d1') =>
      service.step(who, id, 'transfers', { toOrganisationCode, reason: '校门外道路，属市政职责。' });
    const giveBack = (who: Who, id: string) => service.step(who, id, 'transfers/return', { reason: '在校园红线内。' });
    const submit = (who: Who, id: string) => service.step(who, id, 'rectification', DONE);

    it('lets the department see and repair the hazard, and the bureau verify it', async () => {
      const id = await service.hazard();
      expect((await submit('city-works-of-d1', id)).status).toBe(404);
      expect((await transfer(id)).body).toMatchObject({ status: 'transferred' });
      expect(await service.obligation(id, 'rectify')).toMatchObject({ status: 'paused', pauses: ['transferred'] });
      expect(await submit('logistics-head-of-s1', id)).toMatchObject({ status: 403 });

      expect((await submit('city-works-of-d1', id)).body).toMatchObject({ status: 'rectified' });
      expect(await service.obligation(id, 'rectify')).toMatchObject({
        pauses: ['transferred', 'verification-pending'],
      });
      expect(await service.told(id)).toEqual(['hazard.rectified.escalation']);
      const passed = { passed: true, close: true };
      expect((await service.step('section-of-d1', id, 'verification', passed)).body.status).toBe('closed');
      expect(await service.obligation(id, 'rectify')).toMatchObject({ status: 'met', pauses: [] });
    });

    it('makes what the department did badly the school’s again', async () => {
      const id = await service.hazard();
      await transfer(id);
      await submit('city-works-of-d1', id);
      await service.step('section-of-d1', id, 'verification', { passed: false, reason: '井盖松动。' });
      expect(await service.obligation(id, 'rectify')).toMatchObject({ status: 'open', pauses: [] });
      expect((await submit('city-works-of-d1', id)).status).toBe(403);
      expect((await submit('logistics-head-of-s1', id)).body.status).toBe('rectified');
    });

    it('is given back by the department, which then only looks on', async () => {
      const id = await service.hazard();
      await transfer(id);
      expect((await giveBack('city-works-of-d1', id)).body).toMatchObject({ status: 'graded' });
      expect(await service.told(id)).toEqual(['hazard.graded.assignment']);
      expect(await service.obligation(id, 'rectify')).toMatchObject({ status: 'open', pauses: [] });
      expect((await giveBack('city-works-of-d1', id)).status).toBe(403);
      expect(await service.row(id)).toMatchObject({
        transferred_to: null,
        shared_with: [service.placeId('CITY-WORKS')],
      });
      expect(await giveBack('section-of-d1', id)).toMatchObject({
        status: 409,
        body: { detail: saying(/is graded; .* transferred/) },
      });
    });

    it('of an ungraded hazard goes back to be graded', async () => {
      const id = await service.hazard({ grade: null, status: 'reported' });
      await transfer(id);
      expect((await giveBack('section-of-d1', id)).body).toMatchObject({ status: 'reported' });
      expect(await service.told(id)).toEqual(['hazard.reported.grading']);
    });

    it.each(['D2-WORKS', 'S2', 'NOWHERE'])(
      'goes to linked departments of the district only, not to %s',
      async (code) => {
        const id = await service.hazard();
        expect(await transfer(id, code)).toMatchObject({
          status: 422,
          body: { errors: [{ pointer: '/toOrganisationCode' }] },
        });
        expect(await service.row(id)).toMatchObject({ status: 'assigned', shared_with: [] });
      },
    );

    it('is the bureau’s to decide', async () => {
      const id = await service.hazard();
      expect((await transfer(id, 'CITY-WORKS', 'principal-of-s1')).status).toBe(403);
      expect((await transfer(id, 'CITY-WORKS', 'city-works-of-d1')).status).toBe(404);
    });
  });

  describe('a look-back', () => {
    const lookBack = (who: Who, id: string, passed: boolean) =>
      service.step(who, id, 'look-backs', { passed, note: '现场查看。' });
    const closed = async (): Promise<string> => {
      const id = await service.hazard();
      await service.step('logistics-head-of-s1', id, 'rectification', DONE);
      await service.step('principal-of-s1', id, 'verification', { passed: true, close: true });
      return id;
    };

    it('leaves what stayed away closed', async () => {
      const id = await closed();
      expect((await lookBack('zone-officer-of-z1', id, true)).body).toMatchObject({ status: 'closed', reopenCount: 0 });
      expect((await service.history(id)).at(-1)).toBe('hazard.look-back-passed');
    });

    it('reopens what came back, without the old term', async () => {
      const id = await closed();
      expect((await lookBack('section-of-d1', id, false)).body).toMatchObject({
        status: 'reopened',
        reopenCount: 1,
        closedAt: null,
        dueAt: null,
        overdue: false,
      });
      expect((await service.history(id)).slice(-2)).toEqual(['hazard.look-back-failed', 'hazard.reopened']);
      expect((await service.told(id)).slice(-2).sort()).toEqual([
        'hazard.reopened.assignment',
        'hazard.reopened.grading',
      ]);
      const tooEarly = { requestedDueAt: '2027-01-01T00:00:00+08:00', reason: '配件未到。' };
      expect(await service.step('logistics-head-of-s1', id, 'extension-requests', tooEarly)).toMatchObject({
        status: 409,
        body: { detail: saying(/no due time yet/) },
      });
    });

    it('is for closed hazards, and not for the school', async () => {
      expect((await lookBack('principal-of-s1', await closed(), true)).status).toBe(403);
      expect((await lookBack('zone-officer-of-z1', await service.hazard(), true)).status).toBe(409);
    });
  });

  describe('interim measures and plans', () => {
    it('add up, each with its moment and person', async () => {
      const id = await service.hazard();
      const record = (measures: string[]) =>
        service.step('logistics-head-of-s1', id, 'interim-measures', { measures, note: '值班教师值守。' });
      await record(['guard']);
      expect((await record(['suspend-use', 'cordon'])).status).toBe(200);
      const by = service.idOf('logistics-head-of-s1');
      expect((await service.row(id))['interim_measures']).toEqual([
        { measures: ['guard'], note: '值班教师值守。', at: saying(/Z$/), by },
        { measures: ['suspend-use', 'cordon'], note: '值班教师值守。', at: saying(/Z$/), by },
      ]);
      for (const wrong of [[], ['pray'], ['guard', 'guard']]) expect((await record(wrong)).status).toBe(400);
    });

    it('are for open hazards', async () => {
      const id = await service.hazard({ status: 'closed' });
      const measures = { measures: ['guard'], note: '值守。' };
      expect(await service.step('logistics-head-of-s1', id, 'interim-measures', measures)).toMatchObject({
        status: 409,
        body: { detail: saying(/is closed/) },
      });
    });

    it('need all six sections, for major hazards alone', async () => {
      const major = await service.hazard({ grade: 'major' });
      expect((await service.step('principal-of-s1', major, 'plan', { ...PLAN, safety: ' ' })).status).toBe(400);
      expect((await service.step('principal-of-s1', major, 'plan', PLAN)).body).toMatchObject({ version: 2 });
      expect(await service.history(major)).toEqual(['hazard.plan-filed']);
      const general = await service.hazard();
      expect((await service.step('principal-of-s1', general, 'plan', PLAN)).status).toBe(409);
    });
  });

  describe('a listing for supervision', () => {
    const listing = { level: 'county', documentNumber: '区安委办督〔2026〕12号', termDays: 180 };
    const list = (id: string, who: Who = 'deputy-of-d1', more: object = {}) =>
      service.step(who, id, 'supervision', { ...listing, listedAt: '2026-01-05T09:00:00+08:00', ...more });

    it('is written down with its document, and gives the time that it gives', async () => {
      const id = await service.hazard({ grade: 'major', since: '80 days' });
      const [now] = await service.ask<{ at: Date }>('select app.now() as at');
      const listedAt = new Date((now?.at.getTime() ?? 0) - DAY).toISOString();
      const before = (await service.row(id))['due_at'] as Date;
      const listed = await list(id, 'deputy-of-d1', { listedAt });
      expect(listed).toMatchObject({
        status: 200,
        body: { supervision: { ...listing, listedAt: saying(/\+08:00$/) }, dueVersion: 2 },
      });
      const dueAt = new Date(listed.body.dueAt as string);
      expect(dueAt.getTime() - before.getTime()).toBeGreaterThan(150 * DAY);
      expect(await service.obligation(id, 'rectify-major')).toMatchObject({
        due_at: dueAt,
        due_version: 2,
        status: 'open',
      });
      expect(await service.history(id)).toEqual(['hazard.listed', 'hazard.due-moved']);
      expect((await list(id, 'deputy-of-d1', { listedAt })).status).toBe(409);
    });

    it('never shortens a term', async () => {
      const id = await service.hazard({ grade: 'major', since: '1 day' });
      expect((await list(id)).body).toMatchObject({ dueVersion: 1, supervision: { level: 'county' } });
      expect(await service.history(id)).toEqual(['hazard.listed']);
    });

    it('is recorded by an office beside the line once it was told of the hazard', async () => {
      const id = await service.hazard({ grade: 'major' });
      expect((await list(id, 'safety-office-of-g1')).status).toBe(404);
      await service.ask('update app.hazard set shared_with = $2 where id = $1', [id, [service.placeId('G1')]]);
      const [now] = await service.ask<{ at: Date }>('select app.now() as at');
      const listed = await list(id, 'safety-office-of-g1', { listedAt: now?.at.toISOString() });
      expect(listed).toMatchObject({ status: 200, body: { dueVersion: 2 } });
      expect(await service.obligation(id, 'rectify-major')).toMatchObject({ due_version: 2 });
    });

    it('ends by an act of its own: the bureau closes, the government that listed delists', async () => {
      const id = await service.hazard({ grade: 'major', since: '1 day' });
      const delist = (who: Who, more: object = {}) =>
        service.step(who, id, 'supervision/delisting', {
          documentNumber: '区安委办督〔2026〕30号',
          delistedAt: new Date(Date.now()).toISOString(),
          note: '复查合格，同意摘牌。',
          ...more,
        });
      expect(await delist('deputy-of-d1')).toMatchObject({ status: 409, body: { detail: saying(/No government/) } });
      await list(id);
      await service.ask('update app.hazard set shared_with = $2 where id = $1', [id, [service.placeId('G1')]]);
      expect(await delist('deputy-of-d1')).toMatchObject({ status: 403, body: { detail: saying(/bureau closes/) } });
      expect(await delist('safety-office-of-g1')).toMatchObject({
        status: 409,
        body: { detail: saying(/is assigned; it leaves the list after/) },
      });
      await service.step('logistics-head-of-s1', id, 'rectification', { ...DONE, assessment: ASSESSMENT });
      await service.step('section-of-d1', id, 'verification', { passed: true, reason: '现场查看。' });
      await service.step('section-of-d1', id, 'closure', {});
      expect((await service.row(id))['supervision']).not.toHaveProperty('delisting');

      const delisted = await delist('safety-office-of-g1');
      expect(delisted).toMatchObject({
        status: 200,
        body: { status: 'closed', supervision: { level: 'county', delisted: { documentNumber: saying(/30号/) } } },
      });
      expect((await service.history(id)).slice(-2)).toEqual(['hazard.closed', 'hazard.delisted']);
      expect(await delist('safety-office-of-g1')).toMatchObject({
        status: 409,
        body: { detail: saying(/off the list/) },
      });
    });

    it('is for the leaders of the bureau, and for major hazards', async () => {
      expect((await list(await service.hazard({ grade: 'major' }), 'section-of-d1')).status).toBe(403);
      expect(await list(await service.hazard())).toMatchObject({ status: 409, body: { detail: saying(/major/) } });
      const major = await service.hazard({ grade: 'major' });
      expect((await list(major, 'deputy-of-d1', { termDays: 366 })).status).toBe(400);
      expect((await list(major, 'deputy-of-d1', { listedAt: '2090-01-01T00:00:00+08:00' })).status).toBe(409);
    });
  });
});
