import { brokenInvariants } from '../harness/invariants.js';
import { ASSESSMENT, CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const PLAN = {
  goals: '学生全部迁出地下一层。',
  methods: '改回库房，封闭出入口。',
  funds: '3 万元，学校自筹。',
  responsible: '总务处。',
  schedule: '3 月 31 日前。',
  safety: '地下一层上锁，专人值守。',
};
const ANY_VERSION = { 'if-match': '*' };

interface Owed {
  readonly turn: number;
  readonly status: string;
  readonly debtor: string | null;
  readonly due: string;
}

describe('the look-backs of closed hazards', () => {
  let world: World;
  beforeAll(async () => (world = await World.begin('2026-03-02T09:00:00+08:00')));
  afterAll(async () => {
    try {
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world?.end();
    }
  });

  const step = async (who: string, id: string, path: string, body: object) =>
    (await world.as(who)).send('POST', `/v1/hazards/${id}/${path}`, body, ANY_VERSION);
  const lookBack = (who: string, id: string, passed: boolean) =>
    step(who, id, 'look-backs', { passed, note: '现场查看。' });
  const reported = async (who: string, report: object): Promise<string> => {
    const { id } = await (await world.as(who)).ok('POST', '/v1/hazards', report);
    await world.settled();
    return id as string;
  };
  const owed = (id: string): Promise<Owed[]> =>
    world.query<Owed>(
      `select (o.refs->>'turn')::int as turn, o.status, p.username as debtor,
         to_char(o.due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as due
       from app.obligation o left join app.person p on p.id = o.debtor_person_id
       where o.kind = 'look-back' and o.refs->>'hazardId' = $1 order by 1`,
      [id],
    );
  const planOwed = async (id: string) =>
    (
      await world.query<{ status: string; due: string; debtor: string }>(
        `select status, debtor_role as debtor, to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as due
         from app.obligation where kind = 'file-plan' and subject_id = $1`,
        [id],
      )
    )[0];
  const toldOf = async (id: string, kind: string, stepId: string): Promise<string[]> =>
    (
      await world.query<{ to: string }>(
        `select p.username as to from app.alert a join app.person p on p.id = a.recipient_id
         join app.obligation o on o.id = a.obligation_id
         where a.hazard_id = $1 and o.kind = $2 and a.step_id = $3 order by 1`,
        [id, kind, stepId],
      )
    ).map(({ to }) => to);
  const types = async (id: string): Promise<string[]> =>
    (await (await world.as('section')).ok('GET', `/v1/hazards/${id}/timeline`)).items.map(
      (one: { type: string }) => one.type,
    );
  /** From the submission to the striking-off, by the section. */
  const closedBySection = async (id: string, owner: string): Promise<void> => {
    expect((await step(owner, id, 'rectification', DONE)).status).toBe(200);
    await world.settled();
    expect((await step('section', id, 'verification', { passed: true, reason: '现场核实。' })).status).toBe(200);
    expect((await step('section', id, 'closure', { note: '同意销号。' })).status).toBe(200);
    await world.settled();
  };
  const DONE = { note: '学生已全部迁出，地下一层改回库房。', assessment: ASSESSMENT };

  let major: string;

  it('are preceded by a plan, which the principal of a school with a major hazard owes within five working days', async () => {
    major = await reported('s1-safety', CELLAR_DORMITORY);
    expect(await planOwed(major)).toEqual({ status: 'open', due: '03-10 00:00', debtor: 'principal' });
    expect(await toldOf(major, 'file-plan', 'created')).toEqual(['s1-logistics', 's1-principal']);
    expect((await step('s1-principal', major, 'plan', PLAN)).status).toBe(200);
    expect(await planOwed(major)).toMatchObject({ status: 'met' });
  });

  it('are two for a major hazard, and not owed by whoever closed it', async () => {
    await closedBySection(major, 's1-logistics');
    expect(await owed(major)).toEqual([
      { turn: 1, status: 'open', debtor: 'section-chief', due: '04-02 00:00' },
      // The ninetieth day is a Sunday.
      { turn: 2, status: 'open', debtor: 'section-chief', due: '06-02 00:00' },
    ]);
    expect(await types(major)).toContain('hazard.look-backs-planned');
    const still = await world.query(
      `select kind from app.obligation where subject_id = $1 and status in ('open', 'paused')`,
      [major],
    );
    expect(still).toEqual([]);
    expect(await lookBack('section', major, true)).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/closed this hazard/) as string },
    });
  });

  it('remind whoever owes them, and climb when nobody looks', async () => {
    await world.until('2026-04-02T00:10:00+08:00');
    // Once at the closing, and once for the second, whose time begins where the first ends.
    expect(await toldOf(major, 'look-back', 'created')).toEqual(['section-chief', 'section-chief']);
    expect(await toldOf(major, 'look-back', 'before-3d')).toEqual(['section-chief']);
    expect(await toldOf(major, 'look-back', 'overdue')).toEqual(['section-chief']);
    const [letter] = (await world.alerts()).filter(({ kind, step }) => kind === 'look-back' && step === 'overdue');
    expect(letter?.body).toMatch(/回头查/);
    expect(letter?.body).not.toMatch(/赵军/);
    await world.until('2026-04-09T00:10:00+08:00');
    expect(await toldOf(major, 'look-back', 'overdue-7d')).toEqual(['deputy-director']);
  });

  it('are met one by one, and not owed again when the closing is told again', async () => {
    expect((await lookBack('section-chief', major, true)).body).toMatchObject({ status: 'closed', reopenCount: 0 });
    const history = await types(major);
    await world.query(
      `update app.delivery set state = 'open', done_at = null where route = 'hazard.closed.escalation'`,
    );
    await world.settled();
    expect((await owed(major)).map(({ status }) => status)).toEqual(['met', 'open']);
    expect(await types(major)).toEqual(history);
    await world.until('2026-05-30T09:00:00+08:00');
    expect((await lookBack('section-chief', major, true)).status).toBe(200);
    expect((await owed(major)).map(({ status }) => status)).toEqual(['met', 'met']);
    await world.until('2026-06-20T09:00:00+08:00');
    expect(await toldOf(major, 'look-back', 'overdue')).toEqual(['section-chief']);
  });

  it('fall away with the one that finds the hazard again, which counts it and asks for a plan anew', async () => {
    const id = await reported('s1-safety', { ...CELLAR_DORMITORY, place: { site: '分校区' } });
    await closedBySection(id, 's1-logistics');
    const before = await planOwed(id);
    expect(before).toMatchObject({ status: 'cancelled' });
    const failed = await lookBack('director', id, false);
    expect(failed.body).toMatchObject({ status: 'reopened', reopenCount: 1, closedAt: null });
    expect((await owed(id)).map(({ status }) => status)).toEqual(['met', 'cancelled']);
    await world.settled();
    expect(await planOwed(id)).toMatchObject({ status: 'open', debtor: 'principal' });

    await closedBySection(id, 's1-logistics');
    expect((await owed(id)).map(({ turn, status }) => `${turn} ${status}`).sort()).toEqual([
      '1 met',
      '1 open',
      '2 cancelled',
      '2 open',
    ]);
  });

  it('are drawn for some of the general hazards, for others than who closed them', async () => {
    const report = { ...EXTINGUISHER, organisationCode: 'S3' };
    const ids = [
      await reported('s3-safety', report),
      await reported('s3-safety', { ...report, place: { site: '南楼' } }),
    ];
    for (const id of ids) {
      expect((await step('s3-principal', id, 'rectification', { note: '已更换。' })).status).toBe(200);
      expect((await step('zone-west', id, 'verification', { passed: true, close: true })).body.status).toBe('closed');
    }
    await world.settled();
    // Drawn by number: D1-S3-2026-0002 is, 0001 is not.
    expect(await owed(ids[0] ?? '')).toEqual([]);
    expect(await owed(ids[1] ?? '')).toMatchObject([{ turn: 1, status: 'open', debtor: 'section' }]);
    expect((await lookBack('zone-west', ids[1] ?? '', true)).status).toBe(403);
    expect((await lookBack('section', ids[1] ?? '', true)).status).toBe(200);
    expect(await owed(ids[1] ?? '')).toMatchObject([{ status: 'met' }]);
  });
});
