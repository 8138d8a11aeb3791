import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { composeRulePacks } from '#hazards/grading/compose-rule-packs.js';
import { decideGrade } from '#hazards/grading/decide-grade.js';
import { placeKey } from '#hazards/grading/place-key.js';
import { compileMatcher } from '#hazards/grading/text/compile-matcher.js';
import { matchText } from '#hazards/grading/text/match-text.js';
import { type Category } from '#hazards/grading/category.js';
import { basePacksOfRelease, lexiconOfRelease } from '#store/policies/rule-pack-files.js';
import { Client } from '../../harness/client.js';
import { superuser, valueOf } from '../databases.js';
import { reportBodies, signIn } from '../district.js';
import { type RunningService, startPopulated } from '../processes/service.js';
import { median, quantile } from '../statistics.js';
import { type Report, type Suite } from '../suite.js';

const ROUNDS = 7;
const ROUND_MS = 800;
const TRIES = 7;
const HAZARDS = 100_000;
/** Less than the process would take by itself, so that what is kept shows and what waits for a collection does not. */
const HEAP_MB = 288;
const DAY = '2026-06-01';
const NOW = new Date('2026-06-01T08:00:00+08:00');
const SHUTTERS = 'FI-21';

export const suite: Suite = {
  name: 'grading',
  measures: 'reports graded per second on one core, from text and from ticks, and how fast a draft is replayed',

  async run(report: Report): Promise<void> {
    gradePurely(report);
    await replay(report);
  },
};

function gradePurely(report: Report): void {
  const [base] = basePacksOfRelease();
  const composed = base && composeRulePacks(base, [], DAY);
  if (!composed?.ok) throw new Error(`no rules are in force on ${DAY}`);
  const { pack } = composed;
  const began = performance.now();
  const matcher = compileMatcher(lexiconOfRelease());
  const compiled = performance.now() - began;
  const reports = reportBodies();
  const place = { organisationKind: 'primary-school' } as const;
  report.method(
    `one process, no database: the ${reports.length} reports of the demo over and over for ${ROUND_MS} ms of processor time, ${ROUNDS} rounds after one to warm up, medians; text goes through matching and the decision, ticks through the decision alone`,
  );

  const gradeText = (one: (typeof reports)[number]): void => {
    const suggested = matchText(one.description, one.place, one.category as Category, matcher)
      .filter(({ ruleId }) => pack.rules[ruleId])
      .map(({ ruleId }) => ruleId);
    decideGrade({ observations: [], suggested, place }, pack, NOW);
  };
  const ticked = reports.filter((one) => one.observations);
  const gradeTicks = (one: (typeof reports)[number]): void => {
    decideGrade({ observations: one.observations ?? [], place }, pack, NOW);
  };
  report.figure({ name: 'grading from text', value: perSecond(reports, gradeText), unit: 'reports/s' });
  report.figure({ name: 'grading from ticks', value: perSecond(ticked, gradeTicks), unit: 'reports/s' });
  const slowest = quantile(
    reports.map((one) => timeOf(() => gradeText(one))),
    0.99,
  );
  report.figure({
    name: 'text to grade, 99 of 100 reports within',
    value: slowest,
    unit: 'ms',
    bar: { on: 'value', atMost: 0.5 },
  });
  report.note(`compiling the lexicon into the matcher takes ${Math.round(compiled)} ms, once per process`);
}

/** Items per second of processor time, so that what else the machine does plays no part. */
function perSecond<T>(items: readonly T[], work: (item: T) => void): number {
  const round = (): number => {
    const began = process.cpuUsage();
    let [done, spent] = [0, 0];
    while (spent < ROUND_MS) {
      for (const item of items) work(item);
      done += items.length;
      const { user, system } = process.cpuUsage(began);
      spent = (user + system) / 1_000;
    }
    return (done / spent) * 1_000;
  };
  round();
  return median(Array.from({ length: ROUNDS }, round));
}

/** The fastest of a few tries: the others were interrupted. */
function timeOf(work: () => void): number {
  const tries = Array.from({ length: TRIES }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...tries);
}

async function replay(report: Report): Promise<void> {
  report.method(
    `a standalone process with the demo's district and a heap of at most ${HEAP_MB} MB; ${HAZARDS} past hazards are put into the table, half of them with ticks and half as text, four of five closed; a draft of the district is replayed over them through HTTP`,
  );
  const service = await startPopulated('standalone', { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` });
  const section = await signedIn(service, 'safety-section');
  const district = service.district.people.find(({ post }) => post === 'safety-section')?.organisationCode ?? '';
  const draft = draftFor(district);
  await section.ok('POST', '/v1/rule-packs', draft);

  await putHazards(service.databaseUrl, HAZARDS);
  const all = await replayOnce(section, draft.id, service);
  if (all.hazards !== HAZARDS) throw new Error(`${all.hazards} hazards were replayed instead of ${HAZARDS}`);

  report.figure({
    name: `replaying ${HAZARDS} hazards`,
    value: all.seconds,
    unit: 's',
    bar: { on: 'value', atMost: 60 },
  });
  report.figure({ name: 'replay speed', value: all.hazards / all.seconds, unit: 'hazards/s' });
  if (all.megabytes.length === 0) {
    report.skipped('memory of the replay', 'this system does not tell the memory of another process');
    return;
  }
  const half = Math.floor(all.megabytes.length / 2);
  report.figure({
    name: 'memory in the second half of the replay ÷ in the first, each at its peak',
    value: Math.max(...all.megabytes.slice(half)) / Math.max(...all.megabytes.slice(0, half)),
    unit: '×',
    bar: { on: 'value', atMost: 1.2 },
  });
  report.note(
    `${all.changed} grades would change; progress was seen at ${all.percents.join(', ')} %; the process had ${Math.round(Math.max(...all.megabytes))} MB at its peak`,
  );
}

function draftFor(jurisdiction: string) {
  return {
    id: 'bench-district-1',
    kind: 'overlay',
    title: '基准补充规则包',
    titleEn: 'Bench overlay',
    level: 'district',
    jurisdiction,
    extends: ['national-2026.1'],
    validFrom: '2026-01-01',
    documents: { points: { title: '区教育局消防工作要点' } },
    tighten: [
      {
        rule: SHUTTERS,
        class: 'direct',
        reason: '本区从严。',
        citation: { document: 'points', article: '第六条' },
        textVerified: true,
        source: 'official',
      },
    ],
  };
}

async function signedIn({ address, district }: RunningService, post: string): Promise<Client> {
  const person = district.people.find((one) => one.post === post);
  if (!person) throw new Error(`nobody in the district is ${post}`);
  return new Client(address, await signIn(address, person.username, district.passwords.get(person.username) ?? ''));
}

/** Past hazards of the year so far, as if they had been reported, graded and mostly closed; without their histories. */
async function putHazards(databaseUrl: string, count: number): Promise<void> {
  const database = await superuser(databaseUrl);
  const rows = reportBodies().map((body, index) => ({
    code: body.organisationCode,
    site: body.place.site,
    building: body.place.building ?? null,
    place_key: placeKey({ ...body.place, organisationCode: body.organisationCode }),
    category: body.category,
    description: body.description,
    observations: index % 2 === 0 ? (body.observations ?? []) : [],
    nth: index,
  }));
  const known = await valueOf<number>(database, 'select count(*)::int from app.hazard');
  await database.query(
    `insert into app.hazard (id, number, organisation_id, path, status, site, building, place_key, category, description,
       observations, discovered_at, reported_at, grade, closed_at, history_seq, history_hash)
     select gen_random_uuid(), 'bench-' || ($3 + g.n), o.id, o.path, case when g.n % 5 = 0 then 'assigned' else 'closed' end, r.site,
       r.building, r.place_key, r.category, r.description, r.observations, t.at, t.at, 'general',
       case when g.n % 5 = 0 then null else t.at + interval '6 days' end, 1, ''
     from generate_series(0, $2::int - 1) as g(n)
     join jsonb_to_recordset($1::jsonb) as r(code text, site text, building text, place_key text, category text, description text,
       observations text[], nth int) on r.nth = g.n % $4::int
     join app.organisation o on o.code = r.code
     cross join lateral (select app.now() - (1 + (g.n * 7919) % 500000) * interval '1 minute' as at) t`,
    [JSON.stringify(rows), count, known, rows.length],
  );
  await database.query('analyze app.hazard');
}

interface Replayed {
  readonly hazards: number;
  readonly changed: number;
  readonly seconds: number;
  readonly percents: readonly number[];
  /** Of the process, ten times a second; empty where the system does not tell. */
  readonly megabytes: readonly number[];
}

async function replayOnce(section: Client, packId: string, { child }: RunningService): Promise<Replayed> {
  const began = performance.now();
  const started = section.post(`/v1/rule-packs/${packId}/replay`);
  const percents = new Set<number>();
  const megabytes: number[] = [];
  let location: string | undefined;
  void started.then((answer) => (location = answer.headers.get('location') ?? undefined));
  for (;;) {
    await pause(100);
    const now = megabytesOf(child.pid);
    if (now !== undefined) megabytes.push(now);
    if (location === undefined) continue;
    const view = await section.ok('GET', `${location}?limit=1`);
    percents.add(view.percent as number);
    if (view.status === 'failed') throw new Error(String(view.error));
    if (view.status !== 'done') continue;
    const seconds = (performance.now() - began) / 1_000;
    return { hazards: view.hazards, changed: view.report.changed, seconds, percents: [...percents], megabytes };
  }
}

function megabytesOf(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}
