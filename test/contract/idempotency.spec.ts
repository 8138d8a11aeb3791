import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Client as Connection } from 'pg';
import { runStandalone, type Standalone } from '#apps/standalone/src/run-standalone.js';
import { readEnvironment } from '#platform/config/environment.js';
import { createLogger } from '#platform/observability/logging.js';
import { type Answer, Client } from '../harness/client.js';
import { World } from '../harness/world.js';

const REPORT = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
};
const IN_FLIGHT = 'urn:tocsin:problem:in-flight';

const withKey = (key: string): Record<string, string> => ({ 'idempotency-key': key });

describe('a request that is sent again', () => {
  let world: World;
  let officer: Client;

  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    officer = await world.as('s1-safety');
  });
  afterAll(() => world?.end());

  const hazardsOf = async (code: string): Promise<{ number: string; seq: number }[]> =>
    world.query(
      `select h.number, split_part(h.number, '-', 4)::int as seq from app.hazard h
       join app.organisation o on o.id = h.organisation_id where o.code = $1 order by seq`,
      [code],
    );
  const countOf = async (description: string): Promise<number> =>
    (await world.query('select 1 from app.hazard where description = $1', [description])).length;

  it('gets the first answer again and has its effect once', async () => {
    const key = randomUUID();
    const report = { ...REPORT, description: '同一请求' };
    const first = await officer.post('/v1/hazards', report, withKey(key));
    const second = await officer.post('/v1/hazards', report, withKey(key));
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(await countOf('同一请求')).toBe(1);
  });

  it('is another request when its body differs by one character', async () => {
    const key = randomUUID();
    await officer.ok('POST', '/v1/hazards', { ...REPORT, description: '原文' }, withKey(key));
    const other = await officer.post('/v1/hazards', { ...REPORT, description: '原文。' }, withKey(key));
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:tocsin:problem:idempotency-mismatch' } });
    expect(await countOf('原文。')).toBe(0);
  });

  it('is not mistaken for somebody else’s, nor for one to another address', async () => {
    const key = randomUUID();
    const report = { ...REPORT, description: '同一键值' };
    const other = await world.as('s1-principal');
    const answers = [
      await officer.post('/v1/hazards', report, withKey(key)),
      await other.post('/v1/hazards', report, withKey(key)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await countOf('同一键值')).toBe(2);
    const me = await officer.ok('GET', '/v1/me');
    const elsewhere = await officer.post(`/v1/people/${me.person.id}/absences`, absence(), withKey(key));
    expect(elsewhere.status).toBe(201);
  });

  it('is told to wait while the first is under way', async () => {
    const key = randomUUID();
    const report = { ...REPORT, description: '仍在处理' };
    await officer.ok('POST', '/v1/hazards', REPORT);
    const { first, meanwhile } = await whileNumbersAreHeld(
      () => officer.post('/v1/hazards', report, withKey(key)),
      () => officer.post('/v1/hazards', report, withKey(key)),
    );
    expect(meanwhile).toMatchObject({ status: 409, body: { type: IN_FLIGHT } });
    expect(Number(meanwhile.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(first.status).toBe(201);
    expect(await officer.post('/v1/hazards', report, withKey(key))).toMatchObject({ status: 201, body: first.body });
    expect(await countOf('仍在处理')).toBe(1);
  });

  it('has one effect also when ten come at the same moment', async () => {
    const key = randomUUID();
    const report = { ...REPORT, description: '十次并发' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => officer.post('/v1/hazards', report, withKey(key))),
    );
    const accepted = answers.filter(({ status }) => status === 201);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(others.filter(({ status, body }) => status !== 409 || body.type !== IN_FLIGHT)).toEqual([]);
    expect(await countOf('十次并发')).toBe(1);
  });

  it('is refused again as it was refused, even when it would now be accepted', async () => {
    const key = randomUUID();
    const admin = await world.as('admin');
    const appointment = { username: 's2-safety', role: 'safety-officer' };
    const refused = await admin.post('/v1/organisations/S2/posts', appointment, withKey(key));
    expect(refused.status).toBe(409);
    await world.query(
      `update app.post set valid_to = app.now() where role = 'safety-officer' and valid_to is null
       and person_id = (select id from app.person where username = 's2-safety')`,
    );
    const again = await admin.post('/v1/organisations/S2/posts', appointment, withKey(key));
    expect(again).toMatchObject({ status: 409, body: refused.body });
    expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await admin.post('/v1/organisations/S2/posts', appointment, withKey(randomUUID()))).status).toBe(201);
  });

  it('may be corrected under the same key when it could not be read', async () => {
    const key = randomUUID();
    const wrong = await officer.post('/v1/hazards', { ...REPORT, category: 'dragons' }, withKey(key));
    expect(wrong.status).toBe(400);
    expect((await officer.post('/v1/hazards', REPORT, withKey(key))).status).toBe(201);
  });

  it.each([
    ['spaces', 'a b'],
    ['256 characters', 'k'.repeat(256)],
    ['nothing', ''],
  ])('is not taken with a key of %s', async (_name, key) => {
    const answer = await officer.post('/v1/hazards', { ...REPORT, description: '键值有误' }, withKey(key));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ parameter: 'Idempotency-Key' }] } });
    expect(await countOf('键值有误')).toBe(0);
  });

  describe('with the reporter’s own id', () => {
    it('answers with the hazard of the first time', async () => {
      const report = { ...REPORT, description: '离线补传', clientReportId: 'phone-1' };
      const first = await officer.post('/v1/hazards', report);
      const second = await officer.post('/v1/hazards', { ...report, description: '离线补传，又一次' });
      expect(first.status).toBe(201);
      expect(second).toMatchObject({ status: 200, body: first.body });
      expect(second.headers.get('location')).toBe(`/v1/hazards/${first.body.id}`);
      expect(await countOf('离线补传，又一次')).toBe(0);
    });

    it('is another report at another school', async () => {
      const other = await world.as('s2-principal');
      const report = { ...REPORT, organisationCode: 'S2', clientReportId: 'phone-1' };
      expect((await other.post('/v1/hazards', report)).status).toBe(201);
    });

    it('makes one hazard out of twenty at the same moment, and leaves no gap', async () => {
      const reporter = await world.as('s3-principal');
      const report = { ...REPORT, organisationCode: 'S3', clientReportId: 'phone-20' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => reporter.post('/v1/hazards', report)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(19).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const next = await reporter.ok('POST', '/v1/hazards', { ...report, clientReportId: 'phone-21' });
      expect(next.number).toBe('D1-S3-2026-0002');
      expect((await hazardsOf('S3')).map(({ seq }) => seq)).toEqual([1, 2]);
    });
  });

  it('numbers two hundred reports of one school without a gap, although some are refused among them', async () => {
    const reporter = await world.as('t1-principal');
    const answers = await Promise.all(
      Array.from({ length: 240 }, (_, index) =>
        reporter.post('/v1/hazards', {
          ...REPORT,
          organisationCode: 'T1',
          description: `第${index}条`,
          ...(index % 6 === 5 && { discoveredAt: '2030-01-01T00:00:00+08:00' }),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(200);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(40);
    const numbers = await hazardsOf('T1');
    expect(numbers.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(numbers.at(-1)?.number).toBe('D2-T1-2026-0200');
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.number))).toEqual(
      new Set(numbers.map(({ number }) => number)),
    );
  });

  /** Sends a report that has to wait for its school's numbers, and something else meanwhile. */
  async function whileNumbersAreHeld(
    send: () => Promise<Answer<any>>,
    then: () => Promise<Answer<any>>,
  ): Promise<{ first: Answer<any>; meanwhile: Answer<any> }> {
    const holder = new Connection({ connectionString: world.standalone.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select * from app.hazard_number for update');
      const first = send();
      for (let waiting = 0; waiting === 0;) {
        const [row] = await world.query<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%report_hazards%'`,
        );
        waiting = row?.n ?? 0;
      }
      const meanwhile = await then();
      await holder.query('commit');
      return { first: await first, meanwhile };
    } finally {
      await holder.end();
    }
  }
});

describe('a request that is sent again after a restart', () => {
  it('gets the first answer again', async () => {
    const world = await World.begin('2026-09-21T09:00:00+08:00');
    let restarted: Standalone | undefined;
    try {
      const officer = await world.as('s1-safety');
      const key = randomUUID();
      const first = await officer.post('/v1/hazards', REPORT, withKey(key));
      await world.standalone.close();

      const env = { PORT: '0', DATA_DIR: world.directory, CLOCK: 'simulated', LOG_LEVEL: 'silent' };
      restarted = await runStandalone(readEnvironment(env), createLogger({ level: 'silent' }));
      const again = new Client(restarted.address, officer.token);
      const second = await again.post('/v1/hazards', REPORT, withKey(key));
      expect(second).toMatchObject({ status: 201, body: first.body });
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect((await again.get('/v1/hazards')).body.items).toHaveLength(1);
      expect((await again.post('/v1/hazards', { ...REPORT, category: 'gas' }, withKey(key))).status).toBe(422);
    } finally {
      await restarted?.close();
      rmSync(world.directory, { recursive: true, force: true });
    }
  });
});

const absence = (): object => ({ from: '2026-10-08T08:00:00+08:00', to: '2026-10-09T08:00:00+08:00', reason: '培训' });
