import { verifyHistory } from '#store/history/history.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { ASSESSMENT } from '../harness/reports.js';
import { RectificationService, type Who } from '../harness/rectification-service.js';

const DONE = { note: '杂物已清走，疏散出口畅通。', measures: '每日放学后检查。', funds: 0 };
const DAY = 86_400_000;
const saying = (words: RegExp): string => expect.stringMatching(words) as string;

describe('the closed loop', () => {
  let service: RectificationService;
  beforeAll(async () => (service = await RectificationService.start()));
  afterAll(async () => {
    const { faults, events } = await service.transactions.run(WHOLE_WORLD, (manager) => verifyHistory(manager));
    await service.stop();
    expect(events).toBeGreaterThan(25);
    // Hazards that nothing happened to have no chain here: they were put into the table, not reported.
    expect(faults.filter(({ seq }) => seq > 0)).toEqual([]);
  });

  const submit = (id: string, who: Who = 'logistics-head-of-s1') => service.step(who, id, 'rectification', DONE);
  const verify = (who: Who, id: string, body: object = { passed: true }) => service.step(who, id, 'verification', body);

  it('runs from the first note to the striking-off by another person', async () => {
    const id = await service.hazard();
    const started = await service.step('logistics-head-of-s1', id, 'progress', { note: '已安排人员清理。' });
    expect(started).toMatchObject({
      status: 200,
      headers: { etag: '"v2"' },
      body: { status: 'in-progress', version: 2 },
    });
    await service.step('logistics-head-of-s1', id, 'progress', { note: '清理过半。' });

    expect((await submit(id)).body).toMatchObject({ status: 'rectified', version: 4 });
    expect(await service.obligation(id, 'rectify')).toMatchObject({
      status: 'paused',
      pauses: ['verification-pending'],
      next_step_at: null,
    });
    expect((await verify('vice-principal-of-s1', id)).body).toMatchObject({ status: 'verified', closedAt: null });
    const closed = await service.step('principal-of-s1', id, 'closure', { note: '同意销号。' });
    expect(closed.body).toMatchObject({ status: 'closed', version: 6, overdue: false });
    expect(closed.body.closedAt).toMatch(/\+08:00$/);

    const { submitted_at: submittedAt, verified_by: verifiedBy } = await service.row(id);
    expect(verifiedBy).toBe(service.idOf('vice-principal-of-s1'));
    expect(await service.obligation(id, 'rectify')).toMatchObject({
      status: 'met',
      met_at: submittedAt,
      next_step_at: null,
    });
    expect(await service.history(id)).toEqual([
      'hazard.started',
      'hazard.progressed',
      'hazard.progressed',
      'hazard.rectified',
      'hazard.verified',
      'hazard.closed',
    ]);
    expect(await service.told(id)).toEqual([
      'hazard.rectified.escalation',
      'hazard.closed.grading',
      'hazard.closed.escalation',
    ]);
  });

  it('closes a general hazard together with its verification', async () => {
    const id = await service.hazard();
    await submit(id);
    const closed = await verify('principal-of-s1', id, { passed: true, close: true });
    expect(closed.body).toMatchObject({ status: 'closed' });
    expect(await service.history(id)).toEqual(['hazard.rectified', 'hazard.verified', 'hazard.closed']);
    expect(await service.told(id)).toContain('hazard.closed.grading');
  });

  it('lets neither the owner nor the submitter verify or close', async () => {
    const id = await service.hazard({ owner: 'vice-principal-of-s1' });
    await submit(id, 'principal-of-s1');
    expect(await verify('vice-principal-of-s1', id)).toMatchObject({
      status: 403,
      body: { detail: saying(/You own this hazard/) },
    });
    expect(await verify('principal-of-s1', id)).toMatchObject({
      status: 403,
      body: { detail: saying(/You submitted/) },
    });
    await verify('zone-officer-of-z1', id);
    expect((await service.step('vice-principal-of-s1', id, 'closure', {})).status).toBe(403);
    expect((await service.step('principal-of-s1', id, 'closure', {})).status).toBe(403);
    expect((await service.step('zone-officer-of-z1', id, 'closure', {})).status).toBe(200);
  });

  it('resumes the climb when the rectification is sent back', async () => {
    const id = await service.hazard();
    const before = await service.obligation(id, 'rectify');
    await submit(id);
    expect(await verify('vice-principal-of-s1', id, { passed: false })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    });
    const returned = await verify('vice-principal-of-s1', id, { passed: false, reason: '仍有桌椅挡道。' });
    expect(returned.body).toMatchObject({ status: 'returned' });
    expect(await service.row(id)).toMatchObject({ submitted_by: null, submitted_at: null });
    const [steps, times] = [before?.['step_ids'] as string[], before?.['step_times'] as Date[]];
    expect(await service.obligation(id, 'rectify')).toMatchObject({
      status: 'open',
      pauses: [],
      due_at: before?.['due_at'],
      next_step_at: times[steps.indexOf('before-3d')],
    });
    expect((await submit(id)).body.status).toBe('rectified');
  });

  it('leaves the review and the closing of a major hazard to the bureau', async () => {
    const id = await service.hazard({ grade: 'major' });
    expect(await submit(id)).toMatchObject({ status: 409, body: { detail: saying(/enclose the assessment/) } });
    await service.step('logistics-head-of-s1', id, 'rectification', { ...DONE, assessment: ASSESSMENT });
    const findings = { passed: true, reason: '现场查看，出口畅通。' };
    for (const who of ['principal-of-s1', 'zone-officer-of-z1'] as const) {
      expect(await verify(who, id, findings)).toMatchObject({
        status: 403,
        body: { detail: saying(/only the education bureau/) },
      });
    }
    expect(await verify('section-of-d1', id, { ...findings, close: true })).toMatchObject({
      status: 409,
      body: { detail: saying(/step of its own/) },
    });
    expect(await verify('section-of-d1', id)).toMatchObject({ status: 409, body: { detail: saying(/on site found/) } });
    expect((await verify('section-of-d1', id, findings)).body.status).toBe('verified');
    expect((await service.step('zone-officer-of-z1', id, 'closure', {})).status).toBe(403);
    expect((await service.step('principal-of-s1', id, 'closure', {})).status).toBe(403);
    expect((await service.step('section-of-d1', id, 'closure', {})).body.status).toBe('closed');
    expect(await service.obligation(id, 'rectify-major')).toMatchObject({ status: 'met' });
  });

  it('asks for a new assessment when the review sends a major hazard back', async () => {
    const id = await service.hazard({ grade: 'major' });
    const applied = () =>
      service.step('logistics-head-of-s1', id, 'rectification', { ...DONE, assessment: ASSESSMENT });
    expect((await applied()).status).toBe(200);
    expect(await service.row(id)).toMatchObject({ assessment: { by: 'own-experts' } });
    await verify('section-of-d1', id, { passed: false, reason: '门框未加固。' });
    expect(await service.row(id)).toMatchObject({ assessment: null });
    expect((await submit(id)).status).toBe(409);
    expect((await applied()).body.status).toBe('rectified');
  });

  it('sends back what became major after it was submitted as general', async () => {
    const id = await service.hazard();
    await submit(id);
    await service.ask(`update app.hazard set grade = 'major' where id = $1`, [id]);
    expect(await verify('section-of-d1', id, { passed: true, reason: '现场查看。' })).toMatchObject({
      status: 409,
      body: { detail: saying(/send it back/) },
    });
  });

  it('does not close what is suspected of being major', async () => {
    const id = await service.hazard({ grade: 'suspected-major' });
    await submit(id);
    await verify('section-of-d1', id);
    expect(await service.step('deputy-of-d1', id, 'closure', {})).toMatchObject({
      status: 409,
      body: { type: 'urn:tocsin:problem:conflict', detail: saying(/decide the grade first/) },
    });
  });

  it('says when a step is possible that is not possible now', async () => {
    const id = await service.hazard();
    expect(await verify('vice-principal-of-s1', id)).toMatchObject({
      status: 409,
      body: { detail: 'The hazard is assigned; this is possible while it is rectified.' },
    });
  });

  describe('more time', () => {
    const request = async (id: string, requestedDueAt: Date, who: Who = 'logistics-head-of-s1') =>
      service.step(who, id, 'extension-requests', {
        requestedDueAt: requestedDueAt.toISOString(),
        reason: '配件未到。',
      });
    const decide = (who: Who, id: string, granted: boolean) =>
      service.step(who, id, 'extension-requests/decision', { granted, reason: '情况属实。' });
    const dueOf = async (id: string): Promise<Date> => (await service.row(id))['due_at'] as Date;

    it('moves the due time, its version and the climb when granted', async () => {
      const id = await service.hazard();
      const due = await dueOf(id);
      const wanted = new Date(due.getTime() + 5 * DAY);
      expect(await request(id, wanted)).toMatchObject({
        status: 200,
        body: { dueAt: expect.any(String) as string, dueVersion: 1 },
      });
      expect(await dueOf(id)).toEqual(due);
      expect(await service.obligation(id, 'rectify')).toMatchObject({
        status: 'paused',
        pauses: ['extension-pending'],
      });
      expect(await request(id, wanted)).toMatchObject({ status: 409, body: { detail: saying(/only one can wait/) } });
      expect((await decide('logistics-head-of-s1', id, true)).status).toBe(403);

      const granted = await decide('zone-officer-of-z1', id, true);
      expect(granted).toMatchObject({ status: 200, body: { dueVersion: 2, dueProvisional: false } });
      expect(new Date(granted.body.dueAt as string)).toEqual(wanted);
      expect(await service.row(id)).toMatchObject({
        extensions: 1,
        extension_pending: null,
        deadline_explanation: { dueAt: wanted.toISOString(), basis: '经批准第1次延期' },
      });
      const obligation = await service.obligation(id, 'rectify');
      expect(obligation).toMatchObject({ status: 'open', pauses: [], due_at: wanted, due_version: 2, steps_taken: 0 });
      expect(obligation?.['step_ids']).toEqual(expect.arrayContaining(['before-1d', 'overdue', 'overdue-15d']));
      expect(obligation?.['step_ids']).not.toContain('created');
      expect(await service.history(id)).toEqual(['hazard.extension-requested', 'hazard.extended']);
      expect(await decide('zone-officer-of-z1', id, true)).toMatchObject({
        status: 409,
        body: { detail: saying(/Nobody has asked/) },
      });
    });

    it('leaves everything as it was when denied', async () => {
      const id = await service.hazard();
      const due = await dueOf(id);
      await request(id, new Date(due.getTime() + DAY));
      const denied = await decide('section-of-d1', id, false);
      expect(denied).toMatchObject({ status: 200, body: { dueVersion: 1 } });
      expect(await dueOf(id)).toEqual(due);
      expect(await service.obligation(id, 'rectify')).toMatchObject({ status: 'open', due_version: 1 });
    });

    it('is the bureau’s to grant for a major hazard, and nobody’s to grant to himself', async () => {
      const major = await service.hazard({ grade: 'major' });
      await request(major, new Date((await dueOf(major)).getTime() + 30 * DAY));
      expect((await decide('zone-officer-of-z1', major, true)).status).toBe(403);
      expect((await decide('section-of-d1', major, true)).body.dueVersion).toBe(2);

      const own = await service.hazard({ owner: 'zone-officer-and-head-of-s1' });
      await request(own, new Date((await dueOf(own)).getTime() + DAY), 'zone-officer-and-head-of-s1');
      expect(await decide('zone-officer-and-head-of-s1', own, true)).toMatchObject({
        status: 403,
        body: { detail: saying(/You asked/) },
      });
    });

    it.each([
      ['later than 90 days after the start', { since: '2 days' }, 90, /longest term/],
      ['earlier than the due time', { since: '2 days' }, -1, /later than the one/],
      ['for a hazard of class P0', { priority: 'P0' }, 1, /at once/],
      ['after the term has ended', { since: '40 days' }, 1, /before it ends/],
    ])('is not given %s', async (_, given, days, detail) => {
      const id = await service.hazard(given);
      const answer = await request(id, new Date((await dueOf(id)).getTime() + days * DAY));
      expect(answer).toMatchObject({ status: 409, body: { detail: saying(detail) } });
      expect(await service.history(id)).toEqual([]);
    });
  });

  describe('what a caller has to know', () => {
    it('asks for If-Match and refuses an old version', async () => {
      const id = await service.hazard();
      expect((await service.step('logistics-head-of-s1', id, 'progress', { note: '开始。' }, {})).status).toBe(428);
      await service.step('logistics-head-of-s1', id, 'progress', { note: '开始。' }, { 'if-match': '"v1"' });
      const stale = await service.step('logistics-head-of-s1', id, 'rectification', DONE, { 'if-match': '"v1"' });
      expect(stale).toMatchObject({ status: 412, body: { detail: saying(/now has the version "v2"/) } });
      expect(await service.history(id)).toEqual(['hazard.started', 'hazard.progressed']);
    });

    it('lets one of two win who saw the same version', async () => {
      const id = await service.hazard();
      const both = ['logistics-head-of-s1', 'principal-of-s1'] as const;
      const answers = await Promise.all(
        both.map((who) => service.step(who, id, 'rectification', DONE, { 'if-match': '"v1"' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      expect(await service.told(id)).toEqual(['hazard.rectified.escalation']);
    });

    it('answers a repeated request as before, and does it once', async () => {
      const id = await service.hazard();
      const headers = { 'if-match': '"v1"', 'idempotency-key': `submission-${id}` };
      const first = await service.step('logistics-head-of-s1', id, 'rectification', DONE, headers);
      const second = await service.step('logistics-head-of-s1', id, 'rectification', DONE, headers);
      expect(second).toMatchObject({ status: 200, headers: { etag: '"v2"', 'idempotency-replayed': 'true' } });
      expect(second.body).toEqual(first.body);
      expect(await service.history(id)).toEqual(['hazard.rectified']);
      const refused = await verify('vice-principal-of-s1', id, { passed: true, unknown: 1 });
      expect(refused.status).toBe(400);
    });

    it.each([
      ['principal-of-s2', 404],
      ['section-of-d2', 403],
      ['city-works-of-d1', 404],
      ['reporter-of-s1', 403],
      ['principal-of-s2-reporting-for-s1', 403],
      ['section-of-d1', 403],
    ] as const)('hides or refuses the hazard of another: %s gets %d', async (who, status) => {
      const id = await service.hazard();
      expect((await submit(id, who)).status).toBe(status);
      expect(await service.row(id)).toMatchObject({ version: 1, status: 'assigned' });
    });

    it('does not show another district’s hazards to a bureau that has the right at home', async () => {
      const id = await service.hazard({ status: 'rectified' });
      expect((await verify('section-of-d2', id)).status).toBe(404);
      expect((await verify('section-of-d1', '0190a5b0-7c3e-7000-8000-000000000000')).status).toBe(404);
      expect((await verify('section-of-d1', 'no-id')).status).toBe(400);
    });
  });
});
