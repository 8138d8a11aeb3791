import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const TYPED = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼', spot: '一层疏散门' },
  category: 'fire',
  description: '北教学楼一层疏散出口装了卷帘门，夜间上锁。',
};

describe('a suspected major hazard', () => {
  let world: World;
  let officer: Client;
  let section: Client;
  let id: string;
  beforeAll(async () => {
    // Friday afternoon: two of the four working hours are left before the weekend.
    world = await World.begin('2026-09-11T15:29:00+08:00');
    [officer, section] = [await world.as('s1-safety'), await world.as('section')];
    await world.until('2026-09-11T15:30:00+08:00');
    id = (await officer.ok('POST', '/v1/hazards', TYPED)).id;
    await world.settled();
  });
  afterAll(() => world?.end());

  const told = async (step: string): Promise<string[]> =>
    (await world.alerts())
      .filter((one) => one.kind === 'decide-suspected-major' && one.step === step)
      .map(({ to }) => to)
      .sort();
  const decision = async () =>
    (
      await world.query(
        `select status, due_at, due_version, steps_taken from app.obligation
         where subject_id = $1 and kind = 'decide-suspected-major'`,
        [id],
      )
    )[0];
  /** The event comes once more, as it does when rules change while the bureau still owes its decision. */
  const tellAgain = async (): Promise<void> => {
    await world.query(
      `insert into app.delivery (route, event_type, subject_id, organisation_id)
       select 'hazard.suspected.escalation', 'hazard.suspected', id, organisation_id from app.hazard where id = $1`,
      [id],
    );
    await world.settled();
  };
  const grade = async () => (await officer.ok('GET', `/v1/hazards/${id}`)).grade;

  it('is found in the words of a report that ticked nothing, and never more than suspected', async () => {
    expect(await grade()).toMatchObject({ value: 'suspected-major', suspected: true });
    const explained = await officer.ok('GET', `/v1/hazards/${id}/grade`);
    const rule = explained.rules.find((one: { ruleId: string }) => one.ruleId === 'FI-21');
    expect(rule).toMatchObject({ origin: 'text', reason: 'from-text', textVerified: false });
    expect(rule.markedWords.length).toBeGreaterThan(0);
    for (const { start, end, text } of rule.markedWords) expect(TYPED.description.slice(start, end)).toBe(text);
    expect(explained.text.join('')).toMatch(/由文字描述推断，须由人确认/);
    expect(await told('created')).toEqual(['s1-principal', 'section', 'zone-east']);
  });

  it('is owed one decision: told of again, it keeps its time and is not announced twice', async () => {
    await world.until('2026-09-11T16:30:00+08:00');
    const before = await decision();
    await tellAgain();
    expect(await decision()).toEqual(before);
    expect(before).toMatchObject({ status: 'open', due_version: 1 });
    expect(await told('created')).toEqual(['s1-principal', 'section', 'zone-east']);
  });

  it('escalates when nobody decides: after four working hours, and after 24 hours at most', async () => {
    await world.until('2026-09-12T14:31:00+08:00');
    expect(await told('before-1h')).toEqual(['section']);
    await world.until('2026-09-12T15:29:00+08:00');
    expect(await told('overdue')).toEqual([]);
    await world.until('2026-09-12T15:31:00+08:00');
    expect([...new Set(await told('overdue'))]).toEqual(['section', 'section-chief']);
    await world.until('2026-09-12T19:29:00+08:00');
    expect(await told('overdue-4h')).toEqual([]);
    await world.until('2026-09-12T19:31:00+08:00');
    expect(await told('overdue-4h')).toEqual(['deputy-director']);
    const alert = (await world.alerts()).find((one) => one.step === 'overdue-4h');
    expect(alert?.body).not.toMatch(/赵军.*认定/);
  });

  it('is not decided by the school', async () => {
    const answer = { grade: 'general', reason: '我校认为无危险。' };
    for (const name of ['s1-safety', 's1-principal', 'zone-east']) {
      expect((await (await world.as(name)).post(`/v1/hazards/${id}/grade-decisions`, answer)).status).toBe(403);
    }
    expect((await (await world.as('d2-section')).post(`/v1/hazards/${id}/grade-decisions`, answer)).status).toBe(404);
    expect(
      (await section.post(`/v1/hazards/${id}/grade-decisions`, { grade: 'suspected-major', reason: '再看' })).status,
    ).toBe(400);
    expect((await section.post(`/v1/hazards/${id}/grade-decisions`, { grade: 'general', reason: ' ' })).status).toBe(
      400,
    );
  });

  it('climbs no further once the bureau has decided, and the decision stands in the history', async () => {
    await section.ok('POST', `/v1/hazards/${id}/grade-decisions`, {
      grade: 'major',
      reason: '现场核实，夜间无法开启。',
    });
    await world.settled();
    expect(await grade()).toMatchObject({ value: 'major', suspected: false });
    await world.until('2026-09-13T16:00:00+08:00');
    expect(await told('overdue-1d')).toEqual([]);
    const [owed] = await world.query(
      `select status from app.obligation where subject_id = $1 and kind = 'decide-suspected-major'`,
      [id],
    );
    expect(owed).toEqual({ status: 'met' });
    const { items } = await section.ok('GET', `/v1/hazards/${id}/timeline`);
    const decided = items.find((one: { type: string }) => one.type === 'hazard.grade-decided');
    expect(decided).toMatchObject({
      actorName: '郑洁',
      data: { kind: 'confirmed', from: 'suspected-major', to: 'major', reason: '现场核实，夜间无法开启。' },
    });
    const { people, text } = await officer.ok('GET', `/v1/hazards/${id}/grade`);
    expect(people).toMatchObject([{ by: '郑洁', decision: { kind: 'confirmed' } }]);
    expect(text.at(-1)).toMatch(/安全股郑洁确认重大隐患/);
  });

  it('is owed another decision when the suspicion comes up anew', async () => {
    await world.query(`update app.hazard set grade = 'suspected-major' where id = $1`, [id]);
    await tellAgain();
    expect(await decision()).toMatchObject({ status: 'open', due_version: 2 });
    await world.query(`update app.hazard set grade = 'major' where id = $1`, [id]);
    await tellAgain();
    expect(await decision()).toMatchObject({ status: 'met', due_version: 2 });
  });

  it('takes back the interim measure that it owed when it is lowered', async () => {
    const status = async () =>
      (
        await world.query(`select status from app.obligation where subject_id = $1 and kind = 'interim-measure'`, [id])
      )[0]?.['status'];
    expect(await status()).toBe('open');
    await section.ok('POST', `/v1/hazards/${id}/grade-decisions`, {
      grade: 'general',
      reason: '已改为常开，另有两个出口。',
    });
    await world.settled();
    expect(await status()).toBe('cancelled');
  });

  it.each([
    ['text that was put right', { description: '北教学楼疏散出口的卷帘门已拆除。' }, 'general'],
    [
      'a score that is extreme',
      { description: '实训台防护罩松动。', category: 'other', risk: { lec: { l: 6, e: 6, c: 15 } } },
      'suspected-major',
    ],
    [
      'a score that is high',
      {
        description: '实训台防护罩松动。',
        category: 'other',
        risk: { lec: { l: 3, e: 6, c: 15 }, ls: { l: 2, s: 3 } },
      },
      'general',
    ],
  ])('%s', async (_, more, expected) => {
    const made = await officer.ok('POST', '/v1/hazards', { ...TYPED, place: { site: '分校区' }, ...more });
    await world.settled();
    const hazard = await officer.ok('GET', `/v1/hazards/${made.id}`);
    expect(hazard.grade.value).toBe(expected);
    const { scores } = await officer.ok('GET', `/v1/hazards/${made.id}/grade`);
    if ('risk' in more) {
      expect(scores[0]).toMatchObject({ method: 'lec', band: { colour: expected === 'general' ? 'orange' : 'red' } });
      expect(scores[0].inputs.map((one: { value: number }) => one.value)).toEqual(Object.values(more.risk.lec));
    }
  });

  it('refuses a score that its scale does not have, by pointer', async () => {
    const refused = await officer.post('/v1/hazards', {
      ...TYPED,
      risk: { lec: { l: 4, e: 6, c: 15 }, ls: { l: 9, s: 1 } },
    });
    expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual(['/risk/lec/l', '/risk/ls/l']);
    for (const risk of [{}, { lec: { l: '3', e: 6, c: 15 } }, { lec: { l: 3 } }, { owas: 1 }, []]) {
      expect((await officer.post('/v1/hazards', { ...TYPED, risk })).status).toBe(400);
    }
  });
});
