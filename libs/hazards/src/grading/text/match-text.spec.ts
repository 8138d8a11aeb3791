import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileMatcher } from './compile-matcher.js';
import { type GradedRule, gradeText } from './grade-text.js';
import { type Lexicon, type PatternSource } from './lexicon.js';
import { matchText } from './match-text.js';

const PACK = new URL('../../../rule-packs/national-2026.1/', import.meta.url);

function readFolder<T>(name: string): { file: string; content: T }[] {
  const folder = new URL(`${name}/`, PACK);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, content: parse(readFileSync(new URL(file, folder), 'utf8')) as T }));
}

const lexiconFiles = readFolder<Record<string, unknown>>('lexicon');
const areas = lexiconFiles.filter(({ file }) => !['concepts.yaml', 'marks.yaml'].includes(file));
const patterns = areas.flatMap(({ content }) => Object.entries(content as Record<string, PatternSource[]>));
const shared = lexiconFiles.filter(({ file }) => !areas.some((area) => area.file === file));
const lexicon = {
  ...Object.assign({}, ...shared.map(({ content }) => content)),
  rules: Object.fromEntries(patterns),
} as Lexicon;
const rules = new Map<string, GradedRule>(
  readFolder<{ rules: GradedRule[] }>('rules').flatMap(({ content }) => content.rules.map((rule) => [rule.id, rule])),
);
const matcher = compileMatcher(lexicon);
const match = (text: string) => matchText(text, null, null, matcher);
const grade = (text: string) => gradeText({ text }, rules, matcher);

const table = readFileSync(new URL('match-text.table.tsv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [wanted = '', shows = '', hides = '', text = ''] = line.split('\t');
    const ids = (list: string) => (list === '-' ? [] : list.split(','));
    return { wanted, shows: ids(shows), hides: ids(hides), text };
  });

describe('the table of sentences', () => {
  it('is long enough, and names only rules of the pack', () => {
    expect(table.length).toBeGreaterThanOrEqual(300);
    expect(new Set(table.map(({ text }) => text)).size).toBe(table.length);
    expect(table.flatMap(({ shows, hides }) => [...shows, ...hides]).filter((id) => !rules.has(id))).toEqual([]);
  });

  it('has a hit and a near miss for every rule', () => {
    const shown = new Set(table.flatMap(({ shows }) => shows));
    const hidden = new Set(table.flatMap(({ hides }) => hides));
    expect([...rules.keys()].filter((id) => !shown.has(id) || !hidden.has(id))).toEqual([]);
  });

  it('is graded line by line as written', () => {
    const wrong = table.flatMap(({ wanted, shows, hides, text }) => {
      const { grade: found, ruleIds } = grade(text);
      const right =
        found === wanted && shows.every((id) => ruleIds.includes(id)) && !hides.some((id) => ruleIds.includes(id));
      return right ? [] : [`${text}: ${found} ${ruleIds.join()}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the lexicon', () => {
  it('says of every rule how people word it, each rule in one file', () => {
    const ids = patterns.map(([id]) => id);
    expect(ids.toSorted()).toEqual([...rules.keys()].toSorted());
  });
});

describe('a suggestion', () => {
  it('marks the words where they stand in the original text', () => {
    const text = '  二樓　安全岀口，被雜物 堵 死了';
    const spans = match(text).flatMap((found) => found.spans);
    expect(spans.length).toBeGreaterThan(0);
    for (const { start, end, word } of spans) expect(text.slice(start, end)).toBe(word);
    expect(spans.map(({ word }) => word)).toContain('安全岀口');
  });

  it.each([
    ['full width', 'Ｄ级危房仍在使用', 'BD-01'],
    ['traditional glyphs', '滅火器過期', 'FI-31'],
    ['a slip of the pen', '楼梯口装了卷廉门', 'FI-21'],
    ['figures in Chinese', '幼儿园大班设在五层', 'FI-03'],
    ['more riders than seats', '核载十九人实载二十五人', 'BU-04'],
    ['figures without a unit', '校车核载36实载41', 'BU-04'],
    ['fear of what may come of it', '围墙鼓了个大肚子，砸下来怎么办', 'BD-06'],
    ['a reply that is taken back', '家长反映的宿舍后门上锁问题，学校说已打开，我去看还是锁着', 'FI-16b'],
    ['a verdict on another thing', '食堂灶间没装燃气报警器，食材都在保质期内', 'GA-01'],
    ['last year in order', '燃气报警器去年年检合格，今年一直没接电', 'GA-01'],
    ['faster than the limit', '校车限速60跑到九十几码', 'BU-04'],
    ['blanks where commas belong', '后门锁着 这栋楼里的学生出不去', 'FI-16b'],
    ['words of a region', '宿舍头烟感都莫得', 'FI-07'],
    ['other order of words', '被纸箱堵死的是东侧疏散通道', 'FI-16b'],
  ])('sees through %s', (_why, text, id) => {
    expect(match(text).map(({ ruleId }) => ruleId)).toContain(id);
  });

  it.each([
    ['a limit that is kept', '校车限速60，全程跑到五十八'],
    ['seats that are enough', '校车核载36实载36'],
    ['several acts denied of one thing', '食堂未采购、贮存、使用亚硝酸盐'],
    ['a how-to', '课上讲了发现安全出口被锁时应如何处置'],
    ['a scruple that is no fault', '不过他有校车驾驶资格，只是没带'],
    ['a list of examples in quotation marks', '文件列举“D级危房仍在使用”“消防通道堵占”等典型情形'],
    ['a reply to a complaint', '反映的盐酸放办公室一事，药品已当天移回专柜'],
    ['a verdict on hearsay', '有人说食堂用过期油，监管所来查了，油都在保质期内'],
    ['mended and more', '窨井盖昨晚丢失一块，今早已换上新盖并加装防坠网'],
    ['a quiz', '下列哪种行为违反规定？A.在楼道给电动车充电 B.走楼梯靠右'],
    ['a play', '孩子们排的情景剧 演的是司机喝酒开校车'],
    ['a ban with its condition', '未经审批不得在教学楼内进行电焊作业'],
    ['a rumour put right', '举报所称食堂无证供餐，经核查不属实'],
    ['a thing long gone, with its date', '原D级危房已于2024年12月15日拆除'],
  ])('hears no hazard in %s', (_why, text) => {
    expect(grade(text).grade).toBe('general');
  });

  it('still hears what comes behind a story, and what is in use though it was given up', () => {
    expect(grade('看了情景剧，演的是火灾逃生，但我们安全出口一直锁着').grade).toBe('suspected-major');
    expect(grade('食堂一台已办理报废手续的锅炉仍在使用').grade).toBe('suspected-major');
  });

  it('takes from the place what the text leaves out', () => {
    expect(match('被杂物堵死了')).toEqual([]);
    const [found] = matchText('被杂物堵死了', { building: '教学楼', spot: '疏散楼梯' }, null, matcher);
    expect(found?.score).toBeLessThan(1);
    expect(found?.ruleId).toMatch(/^FI-/);
  });

  it('takes from the category what the text leaves out', () => {
    expect(match('没装报警器').map(({ ruleId }) => ruleId)).not.toContain('GA-01');
    expect(matchText('没装报警器', null, 'gas', matcher).map(({ ruleId }) => ruleId)).toContain('GA-01');
  });

  it('is the same however often it is asked, and never leaves the text', () => {
    const words = fc.constantFrom(
      '安全出口',
      '被堵',
      '未',
      '已拆除',
      '，',
      '。',
      '卷帘门',
      '无',
      '四楼',
      'Ｄ级',
      '校车',
      '\n',
      '超员',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const found = match(text);
        expect(match(text)).toEqual(found);
        for (const { start, end, word } of found.flatMap(({ spans }) => spans))
          expect(text.slice(start, end)).toBe(word);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['安全出口锁'.repeat(2000), '未无没有已拆除卷帘门'.repeat(1000), '堵'.repeat(20_000)])(
    'comes soon for a text that means harm',
    (text) => {
      const began = process.cpuUsage();
      match(text);
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
    },
  );
});
