import { createHash } from 'node:crypto';
import { Client } from '../harness/client.js';
import {
  ORGANISATIONS as STORY_ORGANISATIONS,
  PEOPLE as STORY_PEOPLE,
  type ReceivedAlert,
  World,
} from '../harness/world.js';

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

/** The names under which people and organisations were entered. */
const NAMES = new Map(
  [STORY_PEOPLE, STORY_ORGANISATIONS, PEOPLE, ORGANISATIONS]
    .flatMap((table) => table.split('\n').slice(1))
    .map((line): [string, string] => [line.split(',')[0]!, line.split(',')[1]!]),
);
const nameOf = (code: string): string => NAMES.get(code)!;
const principalOf = ({ code }: Pick<School, 'code'>): string =>
  `${code.toLowerCase()}-${code.startsWith('S') ? 'principal' : 'p'}`;
const fillerOf = ({ code }: Pick<School, 'code'>): string =>
  `${code.toLowerCase()}-${code.startsWith('S') ? 'safety' : 's'}`;

const lastDayOf = ({ steps }: QuarterStory): string => steps['due-day']!.slice(0, 5);
/** Seen in another year, the date says its own. */
const dueTextOf = (story: QuarterStory, step: string): string => {
  const isOtherYear = story.steps[step]!.slice(0, 2) < lastDayOf(story).slice(0, 2);
  return `${isOtherYear ? '2026年' : ''}${Number(lastDayOf(story).slice(0, 2))}月${lastDayOf(story).slice(3)}日24:00前`;
};
const daysBefore = (story: QuarterStory, step: string): number => {
  const at = (day: string): number => Date.parse(`2026-${day}T00:00:00Z`);
  return (at(lastDayOf(story)) - at(story.steps[step]!.slice(0, 5))) / 86_400_000;
};
const letter = (title: string, greeting: string, ...parts: string[]): string =>
  [title, `${greeting}：`, ...parts].join('\n\n');
const where = (path: string): string =>
  `查看和办理：http://127.0.0.1:0${path}\n咨询电话（区教育局安全股）：13900000009`;

/** To the school itself, or to whoever is told in the place of a principal that it does not have. */
function reminderOf(story: QuarterStory, step: string, school: School, to: string): string {
  const { quarter, name } = story;
  const own = nameOf(school.code);
  const left = step === 'due-day' ? '今天到期' : `${daysBefore(story, step)}天后到期`;
  const isFiller = to === fillerOf(school);
  const isVacant = WITHOUT_PRINCIPAL.includes(school);
  const role = isFiller ? '安全员' : isVacant ? '片区责任人' : '校（园）长';
  return letter(
    `【提醒】${name}${left}：${own}`,
    `${role}${nameOf(to)}`,
    `${own}的${name}还没有报送，${left}。`,
    `期限：${dueTextOf(story, step)}`,
    isFiller && !isVacant
      ? `请协助校（园）长${nameOf(principalOf(school))}在${dueTextOf(story, step)}完成报送。`
      : `没有隐患也要报“零”。请核对系统汇总的数字，由校（园）长签字，在${dueTextOf(story, step)}报送。`,
    ...(isVacant
      ? [isFiller ? '另请注意：校（园）长岗位空缺，请尽快落实人选。' : '因校（园）长岗位空缺，本通知按职级顺延发给您。']
      : []),
    where(`/v1/quarters/${quarter}/zero-reports/${school.code}`),
  );
}

function overdueOf(story: QuarterStory, step: string, school: School): string {
  const { quarter, name } = story;
  const own = nameOf(school.code);
  const late = `超期${/\d+/.exec(step)![0]}天`;
  return letter(
    `【告警】${name}${late}：${own}`,
    `校（园）长${nameOf(principalOf(school))}`,
    `${own}的${name}已${late}，仍未报送。`,
    `期限：${dueTextOf(story, step)}`,
    '没有隐患也要报“零”，请今天核对数字、签字报送。',
    where(`/v1/quarters/${quarter}/zero-reports/${school.code}`),
  );
}

/** To those above the schools: one letter with all that are silent. */
function listOf(
  story: QuarterStory,
  step: string,
  code: string,
  expected: number,
  schools: School[],
  greeting: string,
): string {
  const { quarter, name } = story;
  const lines = schools.map((school, i) => {
    const signer = WITHOUT_PRINCIPAL.includes(school) ? '空缺' : nameOf(principalOf(school));
    return `${i + 1}. ${school.name}，校（园）长${signer}`;
  });
  return letter(
    `【告警】${name}还有${schools.length}所学校未报：${nameOf(code)}`,
    greeting,
    `${nameOf(code)}应报送${name}的学校共${expected}所，还有${schools.length}所没有报送。`,
    `期限：${dueTextOf(story, step)}`,
    lines.join('\n'),
    '请今天逐一联系上述学校，督促校（园）长签字报送；没有隐患也要报“零”。',
    where(`/v1/quarters/${quarter}/zero-reports?under=${code}&standing=missing`),
  );
}

/** Every message of a quarter: when, which step, to whom, and all that it says. */
function expectedOf(story: QuarterStory): string[] {
  const messages: [step: string, to: string, text: string][] = [];
  for (const step of REMINDERS) {
    for (const school of step === 'before-10-workdays' ? [...MISSING, ...FILING] : MISSING) {
      // Nobody is the principal: the next rank is told in his place.
      const first = WITHOUT_PRINCIPAL.includes(school) ? zoneOfficer(school) : principalOf(school);
      for (const to of [first, fillerOf(school)]) messages.push([step, to, reminderOf(story, step, school, to)]);
    }
  }
  for (const step of ['overdue-1d', 'overdue-3d']) {
    for (const school of SILENT) messages.push([step, principalOf(school), overdueOf(story, step, school)]);
    for (const officer of silentZones) {
      const own = MISSING.filter((one) => zoneOfficer(one) === officer);
      const code = officer.toUpperCase();
      const list = listOf(story, step, code, SCHOOLS / ZONES, own, `片区责任人${nameOf(officer)}`);
      messages.push([step, officer, list]);
    }
  }
  for (const [step, to, role] of [
    ['overdue-3d', 'section', '安全股'],
    ['overdue-7d', 'section-chief', '安全股长'],
    ['overdue-15d', 'deputy-director', '分管局长'],
  ] as const) {
    messages.push([step, to, listOf(story, step, 'D1', 165, MISSING, `${role}${nameOf(to)}`)]);
  }
  return messages.map(([step, to, text]) => `${story.steps[step]} ${step} → ${to}\n${text}`).sort();
}

/** To the safety section two weeks before: two schools have nobody to sign. */
const READINESS = (quarter: string): string =>
  letter(
    '【提醒】零报告报送准备：青槐区教育局还有2所学校未就绪',
    '安全股郑洁',
    '青槐区教育局本季度应报零报告的学校共165所，其中2所缺填报人、签字人或联系方式。',
    WITHOUT_PRINCIPAL.map(({ name }, i) => `${i + 1}. ${name}：没有校（园）长，无人签字`).join('\n'),
    '请在季度末前补齐人员、代理和邮箱，否则这些学校到期无人报送。',
    where(`/v1/quarters/${quarter}/readiness?under=D1`),
  );

/** As letter() writes it; the port is another in each run. */
const textOf = ({ title, body }: ReceivedAlert): string =>
  `${title}\n\n${body}`.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:0');

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
      const principal = as(principalOf({ code }));
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
    '$quarter: every message has its recipient and its words, none is missing, none is extra',
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
      expect(zero.map((one) => `${localOf(one.at)} ${one.step} → ${one.to}\n${textOf(one)}`).sort()).toEqual(
        expectedOf(story),
      );

      // Beside the zero reports only the readiness check speaks: two schools have nobody to sign.
      const others = fresh
        .filter((one) => one.kind !== 'zero-report')
        .map((one) => `${one.kind}/${one.step} → ${one.to}`);
      expect(others.filter((one) => !one.includes('d2-'))).toEqual(['duty/two-weeks-before → section']);
      const readiness = fresh.filter((one) => one.step === 'two-weeks-before' && one.to === 'section');
      expect(readiness.map(textOf)).toEqual([READINESS(story.quarter)]);
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
