import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { runGradeFile } from './run-grade-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grade-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(args: string[], isTTY = false) {
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })];
  const code = await runGradeFile(args, { stdout, stderr });
  stdout.end();
  stderr.end();
  const lines = (await text(stdout)).split('\n').filter((line) => line !== '');
  return { code, graded: lines.map((line) => JSON.parse(line)), faults: await text(stderr) };
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const LOCKED = '二楼安全出口被锁死';

describe('npm run grade', () => {
  it('grades lines of JSON and keeps their order and ids', async () => {
    const file = await fileOf(
      'reports.jsonl',
      `{"id":"a","text":"${LOCKED}","category":"消防","kept":1}\n\n{"id":7,"text":"三楼灭火器过期"}\n`,
    );
    expect(await run([file])).toEqual({
      code: 0,
      faults: '',
      graded: [
        expect.objectContaining({ id: 'a', grade: 'suspected-major', ruleIds: expect.arrayContaining(['FI-16b']) }),
        { id: 7, grade: 'general', ruleIds: ['FI-31'], matched: ['灭火器', '过期'] },
      ],
    });
  });

  it.each([
    [
      'UTF-8 with a mark',
      Buffer.from(`\uFEFFid,text,category\n1,"${LOCKED}，
打不开",\n`),
    ],
    ['GB18030', iconv.encode(`id,text,category\r\n1,${LOCKED},fire\r\n`, 'gb18030')],
  ])('reads CSV in %s', async (_encoding, bytes) => {
    const { code, graded } = await run([await fileOf('reports.csv', bytes)]);
    expect(code).toBe(0);
    expect(graded).toEqual([expect.objectContaining({ id: '1', grade: 'suspected-major' })]);
  });

  it('reads the first sheet of a workbook', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('台账');
    sheet.addRows([
      ['text', 'id'],
      [{ richText: [{ text: '二楼安全出口' }, { text: '被锁死' }] }, 12],
    ]);
    const file = await fileOf('reports.xlsx', new Uint8Array(await workbook.xlsx.writeBuffer()));
    expect((await run([file])).graded).toEqual([expect.objectContaining({ id: '12', grade: 'suspected-major' })]);
  });

  it('names every bad line and field, and grades the others', async () => {
    const file = await fileOf(
      'bad.jsonl',
      ['{"id":"a"}', 'not json', '{"text":" ","category":"火"}', '[]', `{"id":"b","text":"${LOCKED}"}`].join('\n'),
    );
    const { code, graded, faults } = await run([file]);
    expect(code).toBe(1);
    expect(graded.map(({ id }) => id)).toEqual(['b']);
    expect(faults.trim().split('\n')).toEqual([
      `${file}: line 1: text is missing`,
      `${file}: line 2 is not JSON`,
      `${file}: line 3: id is missing`,
      `${file}: line 3: text is missing`,
      `${file}: line 4 is not an object with id and text`,
    ]);
  });

  it('grades a line whose category is none of ours, and says that the category was passed over', async () => {
    const file = await fileOf('other.jsonl', `{"id":"a","text":"${LOCKED}","category":"消防设施类"}`);
    const { code, graded, faults } = await run([file]);
    expect(code).toBe(0);
    expect(graded).toEqual([expect.objectContaining({ id: 'a', grade: 'suspected-major' })]);
    expect(faults).toBe(`${file}: line 1: category is not known and was passed over: "消防设施类"\n`);
  });

  it.each([
    ['no file', [], 'usage:'],
    ['two files', ['a.csv', 'b.csv'], 'usage:'],
    ['an unknown option', ['a.csv', '--fast'], '--fast'],
    ['another kind of file', [new URL(import.meta.url).pathname], 'only .jsonl, .csv and .xlsx'],
    ['a file that is not there', ['nowhere.jsonl'], 'nowhere.jsonl'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, graded, faults } = await run(args);
    expect({ code, graded }).toEqual({ code: 1, graded: [] });
    expect(faults).toContain(message);
  });

  it('refuses a CSV without the header', async () => {
    const { code, faults } = await run([await fileOf('headless.csv', '1,安全出口上锁\n')]);
    expect(code).toBe(1);
    expect(faults).toContain('line 1: the header lacks id and text');
  });

  it('names the line of the file when an earlier text spans several', async () => {
    const { faults } = await run([await fileOf('long.csv', 'id,text\n1,"灯\n坏了"\n2,\n')]);
    expect(faults).toContain('line 4: text is missing');
  });

  it('writes to a file when told, and shows progress on a terminal only', async () => {
    const file = await fileOf('out.jsonl', `{"id":"a","text":"${LOCKED}"}`);
    const out = join(folder, 'grades.jsonl');
    const { code, graded, faults } = await run([file, '--out', out], true);
    expect({ code, graded }).toEqual({ code: 0, graded: [] });
    expect(faults).toContain('1/1');
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ id: 'a', grade: 'suspected-major' });
  });
});
