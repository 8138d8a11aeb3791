import { type Answer } from '../harness/client.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

interface Accepted {
  id: string;
  number: string;
}

/** Reports that come at the same moment share a round trip; they must share nothing else. */
describe('reports of several schools at the same moment', () => {
  let world: World;
  beforeAll(async () => (world = await World.begin('2026-09-01T08:00:00+08:00')));
  afterAll(() => world.end());

  const report = async (username: string, organisationCode: string, more: object = {}): Promise<Answer<Accepted>> => {
    const client = await world.as(username);
    const body = { ...EXTINGUISHER, organisationCode, ...more };
    return client.post<Accepted>('/v1/hazards', body, { 'x-request-id': `${username}-for-${organisationCode}` });
  };

  it('each stands in its own school, under its own reporter, with numbers that have no gap', async () => {
    const own = [1, 2, 3].map((n) => [`s${n}-safety`, `S${n}`] as const);
    for (const [username] of own) await world.as(username);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => own).flatMap((three) => three.map(([username, code]) => report(username, code))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    const stored = await world.query<{ school: string; reporter: string; numbers: string[]; requests: string[] }>(
      `select o.code as school, p.username as reporter, array_agg(right(h.number, 4) order by h.number) as numbers,
         array_agg(distinct d.request_id) as requests
       from app.hazard h join app.organisation o on o.id = h.organisation_id join app.person p on p.id = h.reported_by
         join lateral (select request_id from app.delivery where subject_id = h.id and event_type = 'hazard.reported' limit 1) d
           on true
       group by 1, 2 order by 1`,
    );
    const numbers = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(4, '0'));
    expect(stored).toEqual(
      own.map(([reporter, school]) => ({ school, reporter, numbers, requests: [`${reporter}-for-${school}`] })),
    );
  });

  it('one that is refused takes no number and fails no other, and the same client report id makes one hazard', async () => {
    const [foreign, fine, bureau, ...twins] = await Promise.all([
      report('s1-safety', 'S2'),
      report('s2-safety', 'S2'),
      report('section', 'D1'),
      report('s3-safety', 'S3', { clientReportId: 'phone-7' }),
      report('s3-safety', 'S3', { clientReportId: 'phone-7' }),
    ]);
    expect([foreign?.status, fine?.status, bureau?.status]).toEqual([404, 201, 400]);
    expect(fine?.body.number).toMatch(/-0013$/);
    expect(new Set(twins.map((twin) => twin.body.id)).size).toBe(1);
    expect(twins.map((twin) => twin.status).sort()).toEqual([200, 201]);
    await expect(
      world.query(`select count(*)::int as n from app.hazard where client_report_id = 'phone-7'`),
    ).resolves.toEqual([{ n: 1 }]);
  });
});
