import { type ReceivedAlert, World } from '../harness/world.js';

const current = { 'if-match': '*' };
const PDF = '%PDF-1.4';
const pdf = { 'content-type': 'application/pdf', ...current };
const localOf = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

/** Surveys, drills and weekly reports, each from its order to whoever is told that it is missing. */
describe('duties that come back', () => {
  let world: World;
  const told = async (title: string): Promise<string[]> =>
    (await world.alerts())
      .filter((one: ReceivedAlert) => one.kind === 'duty' && one.title.includes(title))
      .map((one) => `${localOf(one.at)} ${one.step} → ${one.to}`);
  const owed = (duty: string, code: string): Promise<{ status: string; nextStepAt: Date | null }[]> =>
    world.query(
      `select o.status, o.next_step_at as "nextStepAt" from app.obligation o join app.filing f on f.id = o.subject_id
       where f.duty_id = $1 and f.code = $2`,
      [duty, code],
    );

  beforeAll(async () => {
    world = await World.begin('2026-10-08T10:00:00+08:00');
    await world.settled();
    const section = await world.as('section');
    for (const [duty, from, until] of [
      ['source-survey', '2026-10-01', undefined],
      ['term-drill', '2026-09-01', undefined],
      ['special-period-weekly', '2026-10-05', '2026-10-11'],
    ]) {
      await section.ok('POST', `/v1/duties/${duty}/orders`, { organisationCode: 'D1', from, until });
    }
    await world.settled();
  });
  afterAll(() => world?.end());

  it('takes the weekly report of a special period until Friday afternoon', async () => {
    const path = '/v1/duties/special-period-weekly/periods/week-2026-10-05/filings';
    const s1 = await world.as('s1-safety');
    await world.until('2026-10-09T09:00:00+08:00');
    await s1.ok('PUT', `${path}/S1`, { answers: { incidents: 0, hazards: 1, onDuty: '张明' } }, current);
    expect(await s1.ok('POST', `${path}/S1/signature`, undefined, current)).toMatchObject({
      standing: 'filed-with-hazards',
      dueAt: '2026-10-09T17:00:00.000+08:00',
    });
    expect(await owed('special-period-weekly', 'S1')).toEqual([{ status: 'met', nextStepAt: null }]);
    await world.until('2026-10-20T09:00:00+08:00');
    expect(await told('敏感节点周零报告')).toEqual([
      '10-09 15:07 afternoon → s2-principal',
      '10-09 15:07 afternoon → s2-safety',
      '10-09 15:07 afternoon → s3-principal',
      '10-09 15:07 afternoon → s3-safety',
      '10-09 17:30 overdue → s2-principal',
      '10-09 17:30 overdue → s3-principal',
      '10-09 17:30 overdue → zone-east',
      '10-09 17:30 overdue → zone-west',
      '10-09 20:00 overdue-3h → section',
    ]);
  });

  it('meets the duty by the survey that is filed, and the zero report reads it', async () => {
    const path = '/v1/duties/source-survey/periods/2026Q4/filings/S1';
    const s1 = await world.as('s1-safety');
    const answers = { surveyedOn: '2026-10-19', majorSources: 0, riskPoints: 6, people: '李强、王芳' };
    await s1.ok('PUT', path, { answers }, current);
    await s1.ok('POST', `${path}/evidence/survey-sheet`, PDF, pdf);
    expect(await owed('source-survey', 'S1')).toEqual([{ status: 'open', nextStepAt: expect.any(Date) }]);
    await s1.ok('POST', `${path}/signature`, undefined, current);
    expect(await owed('source-survey', 'S1')).toEqual([{ status: 'met', nextStepAt: null }]);

    await world.until('2026-12-18T09:00:00+08:00');
    const principal = await world.as('s1-principal');
    const report = '/v1/quarters/2026Q4/zero-reports/S1';
    const view = await principal.ok('GET', report);
    expect(view.form.answers).toMatchObject({ inspections: 1, riskPoints: 6, surveyedOn: '2026-10-19' });
    expect(view.form.ledger).toMatchObject({
      inspections: [{ date: '2026-10-19', people: ['李强', '王芳'] }],
      surveyMissing: false,
    });
    expect(await principal.ok('POST', `${report}/signature`, undefined, current)).toMatchObject({
      standing: 'filed-zero',
      contested: [],
    });
  });

  it('takes no written date in the place of a survey that is owed', async () => {
    const principal = await world.as('s2-principal');
    const report = '/v1/quarters/2026Q4/zero-reports/S2';
    await principal.ok('PUT', report, { answers: { surveyedOn: '2026-12-01' } }, current);
    expect(await principal.ok('POST', `${report}/signature`, undefined, current)).toMatchObject({
      standing: 'filed-zero',
      contested: [{ check: 'no-source-survey' }],
    });
    const section = await world.as('section');
    const path = '/v1/duties/source-survey/periods/2026Q4/filings';
    // A survey that was sent back is no record any more, until it is filed anew.
    await section.ok('POST', `${path}/S1/return`, { reason: '请补参加人员签名。' }, current);
    expect(await owed('source-survey', 'S1')).toEqual([{ status: 'open', nextStepAt: expect.any(Date) }]);
    await (await world.as('s1-safety')).ok('POST', `${path}/S1/signature`, undefined, current);
    expect(await owed('source-survey', 'S1')).toEqual([{ status: 'met', nextStepAt: null }]);
    const rollUp = await section.ok('GET', '/v1/quarters/2026Q4/roll-up?under=D1');
    expect(rollUp.numbers.unitsInspected).toBe(1);
  });

  it('owes one drill in each term and tells who held none', async () => {
    const path = '/v1/duties/term-drill/periods/2026-autumn/filings';
    const section = await world.as('section');
    expect(await section.ok('GET', path)).toMatchObject({
      opened: true,
      openedLate: true,
      expected: 3,
      dueAt: '2027-02-01T00:00:00.000+08:00',
    });
    const s1 = await world.as('s1-safety');
    const answers = { heldOn: '2026-11-09', subject: '消防疏散', participants: 812, seconds: 170 };
    const early = await s1.send('PUT', `${path}/S1`, { answers: { ...answers, heldOn: '2026-08-31' } }, current);
    expect(early.body.errors).toEqual([
      { pointer: '/answers/heldOn', message: 'must lie in the period, from 2026-09-01 to 2027-01-31' },
    ]);
    await s1.ok('PUT', `${path}/S1`, { answers }, current);
    await s1.ok('POST', `${path}/S1/evidence/photos`, PDF, pdf);
    await s1.ok('POST', `${path}/S1/signature`, undefined, current);
    expect(await owed('term-drill', 'S1')).toEqual([{ status: 'met', nextStepAt: null }]);

    await world.until('2027-02-09T09:00:00+08:00');
    expect(await section.ok('GET', path)).toMatchObject({ expected: 3, filedWithHazards: 0, filedZero: 1, missing: 2 });
    expect(await told('2026年秋季学期应急演练')).toEqual([
      '01-31 08:07 due-day → s2-principal',
      '01-31 08:07 due-day → s3-principal',
      '02-01 00:05 overdue → s2-principal',
      '02-01 00:05 overdue → s3-principal',
      '02-04 00:05 overdue-3d → zone-east',
      '02-04 00:05 overdue-3d → zone-west',
      '02-08 00:05 overdue-7d → section',
    ]);
    expect(await section.ok('GET', '/v1/duties/term-drill/periods/2027-spring/filings')).toMatchObject({
      opened: true,
      openedLate: false,
      expected: 3,
      pending: 3,
    });
  });

  it('tells who surveyed nothing, and nobody of those who did', async () => {
    const survey = await told('2026年第四季度重大危险源排查评估');
    expect(survey.filter((one) => one.includes('s1'))).toEqual([
      expect.stringMatching(/returned#\d+ → s1-principal$/),
      expect.stringMatching(/returned#\d+ → s1-safety$/),
    ]);
    expect(survey.filter((one) => !one.includes('s1'))).toEqual([
      '12-31 08:07 due-day → s2-principal',
      '12-31 08:07 due-day → s3-principal',
      '01-01 00:05 overdue → s2-principal',
      '01-01 00:05 overdue → s3-principal',
      '01-04 00:05 overdue-3d → zone-east',
      '01-04 00:05 overdue-3d → zone-west',
      '01-08 00:05 overdue-7d → section',
    ]);
  });
});
