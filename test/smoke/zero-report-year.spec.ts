import { createHash } from 'node:crypto';
import { Client } from '../harness/client.js';
import { type ReceivedAlert, World } from '../harness/world.js';

const ZONES = 6;
/** Together with the three schools that every story has. */
const SCHOOLS = 162;
const current = { 'if-match': '*' };

interface School {
  readonly code: string;
  readonly name: string;
  readonly zone: string;
}

const NUMBERED: School[] = Array.from({ length: SCHOOLS }, (_, i) => ({
  code: `Y${String(i + 1).padStart(3, '0')}`,
  name: `第${i + 1}实验小学`,
  zone: `YZ${(i % ZONES) + 1}`,
}));
const SILENT = NUMBERED.slice(0, 20);
const WITHOUT_PRINCIPAL = NUMBERED.slice(20, 22);
const CONTESTED = NUMBERED.slice(22, 25);
const MISSING = [...SILENT, ...WITHOUT_PRINCIPAL];
const FILING = [...NUMBERED.slice(22), ...['S1', 'S2', 'S3'].map((code) => ({ code, name: '', zone: '' }))];

const ORGANISATIONS = [
  'code,name,kind,parentCode,zone',
  ...Array.from({ length: ZONES }, (_, i) => `YZ${i + 1},第${i + 1}片区,zone,D1,`),
  ...NUMBERED.map(({ code, name, zone }) => `${code},${name},primary-school,D1,${zone}`),
].join('\n');

const PEOPLE = [
  'username,name,phone,email,post,organisationCode',
  ...Array.from(
    { length: ZONES },
    (_, i) => `yz${i + 1},片长${i + 1},1370000000${i},yz${i + 1}@d1.example,zone-officer,YZ${i + 1}`,
  ),
  ...NUMBERED.flatMap(({ code }, i) => [
    ...(WITHOUT_PRINCIPAL.some((one) => one.code === code)
      ? []
      : [
          `${code.toLowerCase()}-p,校长${i + 1},1381000${String(i).padStart(4, '0')},${code}-p@s.example,principal,${code}`,
        ]),
    `${code.toLowerCase()}-s,安全员${i + 1},1382000${String(i).padStart(4, '0')},${code}-s@s.example,safety-officer,${code}`,
  ]),
].join('\n');

interface QuarterStory {
  readonly quarter: string;
  readonly name: string;
  /** Local moments of the steps, and the day on which all but the silent file. */
  readonly steps: Record<string, string>;
  readonly filingDay: string;
  readonly end: string;
}

/** Written down from the published calendar of 2026, not computed by what is tested. */
const YEAR: QuarterStory[] = [
  {
    quarter: '2026Q1',
    name: '2026年第一季度零报告',
    filingDay: '2026-03-19T10:00:00+08:00',
    end: '2026-04-17T12:00:00+08:00',
    steps: {
      'before-10-workdays': '03-17 08:07',
      'before-5-workdays': '03-24 08:07',
      'before-2-workdays': '03-27 08:07',
      'due-day': '03-31 09:07',
      'overdue-1d': '04-01 00:05',
      'overdue-3d': '04-03 00:05',
      'overdue-7d': '04-07 00:05',
      'overdue-15d': '04-15 00:05',
    },
  },
  {
    quarter: '2026Q2',
    name: '2026年第二季度零报告',
    filingDay: '2026-06-17T10:00:00+08:00',
    end: '2026-07-17T12:00:00+08:00',
    steps: {
      'before-10-workdays': '06-15 08:07',
      'before-5-workdays': '06-23 08:07',
      'before-2-workdays': '06-26 08:07',
      'due-day': '06-30 09:07',
      'overdue-1d': '07-01 00:05',
      'overdue-3d': '07-03 00:05',
      'overdue-7d': '07-07 00:05',
      'overdue-15d': '07-15 00:05',
    },
  },
  {
    quarter: '2026Q3',
    name: '2026年第三季度零报告',
    filingDay: '2026-09-17T10:00:00+08:00',
    end: '2026-10-17T12:00:00+08:00',
    steps: {
      'before-10-workdays': '09-16 08:07',
      'before-5-workdays': '09-22 08:07',
      'before-2-workdays': '09-28 08:07',
      'due-day': '09-30 09:07',
      'overdue-1d': '10-01 00:05',
      'overdue-3d': '10-03 00:05',
      'overdue-7d': '10-07 00:05',
      'overdue-15d': '10-15 00:05',
    },
  },
  {
    quarter: '2026Q4',
    name: '2026年第四季度零报告',
    filingDay: '2026-12-18T10:00:00+08:00',
    end: '2027-01-17T12:00:00+08:00',
    steps: {
      'before-10-workdays': '12-17 08:07',
      'before-5-workdays': '12-24 08:07',
      'before-2-workdays': '12-29 08:07',
      'due-day': '12-31 09:07',
      'overdue-1d': '01-01 00:05',
      'overdue-3d': '01-03 00:05',
      'overdue-7d': '01-07 00:05',
      'overdue-15d': '01-15 00:05',
    },
  },
];

const REMINDERS = ['before-10-workdays', 'before-5-workdays', 'before-2-workdays', 'due-day'];
const zoneOfficer = ({ zone }: School): string => zone.toLowerCase();
const silentZones = [...new Set(MISSING.map(zoneOfficer))];

/** Every message of a quarter: when, which step, to whom. */
function expectedOf({ steps }: QuarterStory): string[] {
  const toSchool = (school: School): string[] => {
    const own = school.code.startsWith('S')
      ? [`${school.code.toLowerCase()}-principal`, `${school.code.toLowerCase()}-safety`]
      : [`${school.code.toLowerCase()}-p`, `${school.code.toLowerCase()}-s`];
    // Nobody is the principal: the next rank is told in his place.
    return WITHOUT_PRINCIPAL.includes(school) ? [own[1]!, zoneOfficer(school)] : own;
  };
  const messages: [step: string, to: string][] = [];
  for (const step of REMINDERS) {
    const reminded = step === 'before-10-workdays' ? [...MISSING, ...FILING] : MISSING;
    for (const school of reminded) for (const to of toSchool(school)) messages.push([step, to]);
  }
  for (const step of ['overdue-1d', 'overdue-3d']) {
    for (const school of SILENT) messages.push([step, `${school.code.toLowerCase()}-p`]);
    for (const officer of silentZones) messages.push([step, officer]);
  }
  messages.push(['overdue-3d', 'section'], ['overdue-7d', 'section-chief'], ['overdue-15d', 'deputy-director']);
  return messages.map(([step, to]) => `${steps[step]} ${step} → ${to}`).sort();
}

const localOf = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

describe('a year of four quarters in a district of 165 schools', () => {
  let world: World;
  const clients = new Map<string, Client>();
  let before: ReceivedAlert[] = [];

  beforeAll(async () => {
    world = await World.begin('2026-01-05T09:00:00+08:00');
    await world.populate(ORGANISATIONS, PEOPLE);
    // The other district has its own stories.
    await world.query(`update app.organisation set valid_to = '2026-01-06' where code = 'T1'`);
    // Signing in costs a slow hash each; what is told here is not about that.
    const people = await world.query<{ id: string; username: string }>('select id, username from app.person');
    for (const { id, username } of people) {
      const token = createHash('sha256').update(`year ${username}`).digest('base64url');
      await world.query(
        `insert into app.session (token_hash, person_id, expires_at) values ($1, $2, clock_timestamp() + interval '1 day')`,
        [createHash('sha256').update(token).digest(), id],
      );
      clients.set(username, new Client(world.standalone.address, token));
    }
    await world.settled();
  }, 120_000);
  afterAll(() => world?.end());

  const as = (username: string): Client => clients.get(username)!;

  async function fileAll(path: string): Promise<void> {
    for (const { code } of FILING) {
      const principal = as(code.startsWith('S') ? `${code.toLowerCase()}-principal` : `${code.toLowerCase()}-p`);
      const isContested = CONTESTED.some((one) => one.code === code);
      if (!isContested) {
        const survey = {
          answers: {
            surveyedOn: path.includes('Q1')
              ? '2026-03-10'
              : path.includes('Q2')
                ? '2026-05-10'
                : path.includes('Q3')
                  ? '2026-08-10'
                  : '2026-11-10',
          },
        };
        await principal.ok('PUT', `${path}/${code}`, survey, current);
      }
      await principal.ok('POST', `${path}/${code}/signature`, undefined, current);
    }
  }

  async function passOn(quarter: string): Promise<void> {
    const path = `/v1/quarters/${quarter}/roll-up`;
    const signers: [string, string][] = [
      ...Array.from({ length: ZONES }, (_, i): [string, string] => [`yz${i + 1}`, `YZ${i + 1}`]),
      ['zone-east', 'Z1'],
      ['zone-west', 'Z2'],
      ['deputy-director', 'D1'],
      ['city', 'C1'],
      ['province', 'P1'],
    ];
    for (const [who, code] of signers) await as(who).ok('POST', `${path}/${code}/signature`, undefined, current);
  }

  it.each(YEAR)(
    '$quarter: every message has its recipient, none is missing, none is extra',
    async (story) => {
      const path = `/v1/quarters/${story.quarter}/zero-reports`;
      const section = as('section');
      await world.until(story.filingDay);
      expect(await section.ok('GET', path)).toMatchObject({
        opened: true,
        openedLate: false,
        expected: 165,
        pending: 165,
      });
      await fileAll(path);
      const due = Date.parse(
        `${story.quarter === '2026Q4' ? '2027' : '2026'}-${story.steps['overdue-1d']!.slice(0, 5)}T00:00:00+08:00`,
      );
      await world.until(new Date(due + 36 * 3_600_000).toISOString());
      expect(await section.ok('GET', path)).toMatchObject({
        expected: 165,
        filedZero: 143,
        filedWithHazards: 0,
        late: 0,
        missing: 22,
        pending: 0,
        contested: 3,
        onTimeRate: 143 / 165,
      });
      await passOn(story.quarter);
      await world.until(story.end);

      const all = await world.alerts();
      const fresh = all.filter(
        (one) =>
          !before.some((old) => old.to === one.to && old.step === one.step && old.at.getTime() === one.at.getTime()),
      );
      before = all;
      const zero = fresh.filter((one) => one.kind === 'zero-report');
      expect(zero.map((one) => `${localOf(one.at)} ${one.step} → ${one.to}`).sort()).toEqual(expectedOf(story));
      expect(zero.filter((one) => !one.title.includes(story.name)).map((one) => one.title)).toEqual([]);
      for (const officer of silentZones) {
        const list = zero.find((one) => one.to === officer && one.step === 'overdue-3d')!;
        const own = MISSING.filter((one) => zoneOfficer(one) === officer);
        expect(list.title).toContain(`还有${own.length}所学校未报`);
        expect(NUMBERED.filter(({ name }) => list.body.includes(`. ${name}，`)).map(({ code }) => code)).toEqual(
          own.map(({ code }) => code),
        );
      }
      expect(zero.find((one) => one.to === 'section')!.title).toContain('还有22所学校未报');

      // Beside the zero reports only the readiness check speaks: two schools have nobody to sign.
      const others = fresh
        .filter((one) => one.kind !== 'zero-report')
        .map((one) => `${one.kind}/${one.step} → ${one.to}`);
      expect(others.filter((one) => !one.includes('d2-'))).toEqual(['duty/two-weeks-before → section']);
      const readiness = fresh.find((one) => one.step === 'two-weeks-before' && one.to === 'section')!;
      for (const { name } of WITHOUT_PRINCIPAL) expect(readiness.body).toContain(`${name}：没有校（园）长，无人签字`);
    },
    300_000,
  );

  it('owes one report for each school and quarter, and keeps an unbroken history', async () => {
    const [doubles] = await world.query<{ n: number }>(
      `select count(*)::int as n from (select 1 from app.filing group by duty_id, period, organisation_id having count(*) > 1) d`,
    );
    expect(doubles!.n).toBe(0);
    const owed = await world.query<{ period: string; n: number }>(
      `select f.period, count(*)::int as n from app.filing f join app.obligation o on o.subject_id = f.id
       where f.duty_id = 'zero-report' group by 1 order by 1`,
    );
    expect(owed).toEqual(['2026Q1', '2026Q2', '2026Q3', '2026Q4'].map((period) => ({ period, n: 165 })));
    expect(await world.query(`select 1 from app.delivery where state = 'dead'`)).toEqual([]);
    const year = await as('deputy-director').ok('GET', '/v1/years/2026/roll-up?under=D1');
    expect(year.tally).toMatchObject({ expected: 660, filedZero: 572, missing: 88 });
  });
});
