import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compileMatcher } from './compile-matcher.js';
import { type GradedRule, gradeText } from './grade-text.js';
import { type Lexicon } from './lexicon.js';

const PACK = new URL('../../../rule-packs/national-2026.1/', import.meta.url);
const SHARED = ['concepts.yaml', 'marks.yaml'];

function filesOf(folder: string): { file: string; content: Record<string, unknown> }[] {
  const url = new URL(`${folder}/`, PACK);
  return readdirSync(url).map((file) => ({
    file,
    content: parse(readFileSync(new URL(file, url), 'utf8')) as Record<string, unknown>,
  }));
}

const files = filesOf('lexicon');
const join = (wanted: (file: string) => boolean) =>
  Object.assign({}, ...files.filter(({ file }) => wanted(file)).map(({ content }) => content)) as object;
const lexicon = { ...join((file) => SHARED.includes(file)), rules: join((file) => !SHARED.includes(file)) } as Lexicon;
const rules = new Map(
  filesOf('rules').flatMap(({ content }) => (content['rules'] as GradedRule[]).map((rule) => [rule.id, rule])),
);
const matcher = compileMatcher(lexicon);
const isFlagged = (text: string) => gradeText({ text }, rules, matcher).grade !== 'general';

/** One plain clause each that says what is wrong; what turns its own sense is left out. */
const findings = readFileSync(new URL('match-text.table.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('suspected-major'))
  .map((line) => line.split('\t')[3] ?? '')
  .filter(
    (text) => text.length <= 26 && !/[，,；;。、：:\s]|但|仍|发现|看到|存在|出现|经|要求|多次|认定|整改/.test(text),
  );

const shareOf = (frame: (finding: string) => string, isWrong: (text: string) => boolean): number =>
  findings.filter((finding) => isWrong(frame(finding))).length / findings.length;

describe('a finding in a frame', () => {
  it('is taken from hundreds of sentences', () => {
    expect(findings.length).toBeGreaterThan(700);
  });

  it.each<[string, (finding: string) => string]>([
    ['a denial', (finding) => `经排查，未发现${finding}的情况`],
    ['an absence', (finding) => `我校不存在${finding}现象`],
    ['a question', (finding) => `重点检查是否存在${finding}等问题`],
    ['an inspection', (finding) => `对${finding}等问题进行了排查`],
    ['a campaign', (finding) => `开展${finding}专项整治`],
    ['a ban', (finding) => `严禁${finding}`],
    ['a caution', (finding) => `避免出现${finding}的情况`],
    ['an instruction', (finding) => `一旦发现${finding}，立即报告`],
    ['a lesson', (finding) => `班会课给学生讲解了${finding}的危害`],
    ['news from elsewhere', (finding) => `通报外地一起${finding}引发的事故案例，要求引以为戒`],
    ['something mended', (finding) => `${finding}的问题已整改完毕`],
    ['something mended, told later', (finding) => `${finding}，现已修好`],
    ['something mended, in a sentence of its own', (finding) => `${finding}。已处理。`],
  ])('is silent in %s', (_what, frame) => {
    expect(shareOf(frame, isFlagged)).toBeLessThan(0.05);
  });

  it.each<[string, (finding: string) => string]>([
    ['with a greeting', (finding) => `老师你好，${finding}，麻烦看一下`],
    ['with a request', (finding) => `${finding}，请尽快处理`],
    ['with an order', (finding) => `${finding}，责令限期整改`],
    ['found on a drill', (finding) => `消防演练时发现${finding}`],
    ['under a notice about another thing', (finding) => `墙上贴着严禁吸烟，${finding}`],
    ['beside another thing that was mended', (finding) => `大门已修好，但${finding}`],
    ['after a training', (finding) => `虽然进行过培训，${finding}`],
    ['without a stop', (finding) => `跟学校说了好几次了${finding}到现在也没人管`],
    ['after much praise', (finding) => `其他方面都很好，就是${finding}`],
    ['in a list', (finding) => `1.${finding}；2.校园卫生良好。`],
    ['after others were mended', (finding) => `上周其他隐患已全部整改，今天又发现${finding}`],
  ])('is heard %s', (_what, frame) => {
    expect(shareOf(frame, (text) => !isFlagged(text))).toBeLessThan(0.02);
  });
});
