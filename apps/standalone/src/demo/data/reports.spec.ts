import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CATEGORY_IDS } from '#hazards/grading/category.js';
import { type DemoSchool, demoSchools } from './demo-schools.js';
import { demoReports, OUTCOMES } from './reports.js';

const reports = demoReports();
const schoolOf = new Map(demoSchools().map((school) => [school.code, school]));
const share = (part: readonly unknown[]) => part.length / reports.length;

interface PackRule {
  id: string;
  class: string;
  needsConfirmation?: boolean;
}

const PACK = new URL('../../../../../libs/hazards/rule-packs/national-2026.1/rules/', import.meta.url);
const ruleOf = new Map(
  readdirSync(PACK)
    .flatMap((file) => (parse(readFileSync(new URL(file, PACK), 'utf8')) as { rules: PackRule[] }).rules)
    .map((rule) => [rule.id, rule]),
);
const tickedRules = reports.flatMap(({ observations }) => observations ?? []);
const ticking = (wanted: (rule: PackRule) => boolean) =>
  reports.filter(({ observations }) => observations?.some((id) => wanted(ruleOf.get(id)!)));

/** Pairs of neighbouring characters, without figures and punctuation. */
function pairsOf(text: string): Set<string> {
  const plain = text.replace(/[\d\p{P}\p{S}\s]/gu, '');
  return new Set(Array.from({ length: plain.length - 1 }, (_, index) => plain.slice(index, index + 2)));
}

function likeness(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return shared / (a.size + b.size - shared);
}

describe('the demo reports', () => {
  it('are at least 420, each worded differently', () => {
    expect(reports.length).toBeGreaterThanOrEqual(420);
    expect(new Set(reports.map(({ description }) => description)).size).toBe(reports.length);
  });

  it('share no sentence pattern', () => {
    const pairs = reports.map(({ description }) => pairsOf(description));
    const alike = pairs.flatMap((one, index) =>
      pairs
        .slice(index + 1)
        .map((other, offset) => ({ likeness: likeness(one, other), of: [index, index + 1 + offset] }))
        .filter((pair) => pair.likeness > 0.4),
    );
    expect(alike.map(({ of }) => of.map((index) => reports[index]?.description))).toEqual([]);
    const openings = reports.map(({ description }) => description.slice(0, 5));
    expect(openings.filter((opening) => openings.filter((other) => other === opening).length > 2)).toEqual([]);
  });

  it('run from a terse note to a long sentence', () => {
    const lengths = reports.map(({ description }) => description.length).sort((a, b) => a - b);
    expect(lengths[0]).toBeLessThan(18);
    expect(lengths.at(-1)).toBeGreaterThan(60);
  });

  it('cover every category and belong to schools of the district', () => {
    expect(CATEGORY_IDS.filter((id) => !reports.some(({ category }) => category === id))).toEqual([]);
    expect(reports.filter(({ schoolCode }) => !schoolOf.has(schoolCode))).toEqual([]);
    expect(new Set(reports.map(({ schoolCode }) => schoolCode)).size).toBeGreaterThan(120);
  });

  it.each<[string, (report: (typeof reports)[number]) => boolean, (school: DemoSchool) => boolean]>([
    [
      'laboratory hazards only where there are laboratories or workshops',
      ({ category, place }) => category === 'laboratory' && /化学|实验|准备室/.test(Object.values(place).join()),
      ({ has }) => has.includes('laboratory'),
    ],
    [
      'dormitory hazards only where pupils board',
      ({ place }) => /(?<!教师)宿舍|公寓/.test(Object.values(place).join()),
      ({ has }) => has.includes('dormitory'),
    ],
    [
      'hazards of the own school bus only where there is one',
      ({ place }) => place.site === '校车',
      ({ has }) => has.includes('bus'),
    ],
    [
      'halls of a kindergarten only in kindergartens',
      ({ place }) => /^园/.test(place.site),
      ({ kind }) => kind === 'kindergarten',
    ],
    [
      'canteen hazards only where there is a canteen',
      ({ place }) => place.site === '食堂',
      ({ has }) => has.includes('canteen'),
    ],
  ])('%s', (_, about, allowed) => {
    const chosen = reports.filter(about);
    expect(chosen.length).toBeGreaterThan(0);
    expect(chosen.filter(({ schoolCode }) => !allowed(schoolOf.get(schoolCode)!))).toEqual([]);
  });

  it('tick only rules of the national pack', () => {
    expect(tickedRules.length).toBeGreaterThan(200);
    expect(tickedRules.filter((id) => !/^[A-Z]{2}-\d\d[ab]?$/.test(id) || !ruleOf.has(id))).toEqual([]);
    expect(new Set(tickedRules).size).toBeGreaterThan(70);
  });

  it('are mostly general, a few suspected and fewer major', () => {
    const isMajor = (rule: PackRule) => rule.class === 'direct' && !rule.needsConfirmation;
    const isSuspected = (rule: PackRule) => rule.class.startsWith('direct') && !isMajor(rule);
    expect(share(ticking(isMajor))).toBeGreaterThan(0.02);
    expect(share(ticking(isMajor))).toBeLessThan(0.045);
    expect(share(ticking(isSuspected))).toBeGreaterThan(0.035);
    expect(share(ticking(isSuspected))).toBeLessThan(0.065);
  });

  it('hold one dormitory block whose general findings add up to a major one', () => {
    const block = reports.filter(({ schoolCode, place }) => schoolCode === 'S144' && place.building === '2号宿舍楼');
    expect(block.flatMap(({ observations }) => observations ?? []).sort()).toEqual([
      'FI-14',
      'FI-18',
      'FI-19',
      'FI-20',
    ]);
  });

  it('lie within the quarter, some of them in the National Day holiday and just after it', () => {
    expect(
      reports.filter(({ dayOfQuarter, hour }) => dayOfQuarter < 1 || dayOfQuarter > 92 || hour < 0 || hour > 23),
    ).toEqual([]);
    expect(reports.filter(({ dayOfQuarter }) => dayOfQuarter <= 7).length).toBeGreaterThanOrEqual(10);
    expect(reports.filter(({ dayOfQuarter }) => dayOfQuarter >= 8 && dayOfQuarter <= 10).length).toBeGreaterThanOrEqual(
      20,
    );
  });

  it('end in every way, most of them in time', () => {
    for (const outcome of OUTCOMES) expect(reports.some((report) => report.outcome === outcome)).toBe(true);
    const inTime = reports.filter(({ outcome }) => outcome === 'fixed-in-time');
    expect(share(inTime)).toBeGreaterThan(0.7);
    expect(share(inTime)).toBeLessThan(0.9);
  });

  it('are the same every time, in order of time', () => {
    expect(demoReports()).toEqual(reports);
    const moments = reports.map(({ dayOfQuarter, hour }) => dayOfQuarter * 24 + hour);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });
});
