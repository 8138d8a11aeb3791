import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { BODY_TYPES } from '#platform/http/route-options.js';

/** A ledger 台账 that cannot be right, as a whole or in the line that is named. */
export interface BadLedger {
  readonly name: string;
  readonly type?: string;
  readonly content: () => Promise<Buffer> | Buffer | string;
  /** Of the file as a whole; a file of which single lines are refused answers 200. */
  readonly status?: number;
  readonly at?: string;
}

const HEAD = 'organisationCode,site,category,description';
const COLUMNS = HEAD.split(',');
const csv = (name: string, content: string | Buffer, more: Partial<BadLedger> = {}): BadLedger => ({
  name,
  content: () => content,
  ...more,
});
const line = (name: string, cells: string, column: string, head = HEAD): BadLedger =>
  csv(name, `${head}\n${cells}\n`, { at: `/lines/2/${column}` });
const workbook = (name: string, rows: readonly (readonly unknown[])[], more: Partial<BadLedger>): BadLedger => ({
  name,
  type: BODY_TYPES.xlsx,
  content: async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('隐患台账');
    for (const row of rows) sheet.addRow([...row]);
    return Buffer.from(await book.xlsx.writeBuffer());
  },
  ...more,
});
const GOOD = ['S1', '主校区', 'fire', '灭火器过期。'] as const;

export const BAD_LEDGERS: readonly BadLedger[] = [
  csv('nothing', '', { status: 400 }),
  csv('a header alone', `${HEAD}\n`, { status: 422 }),
  csv('a wrong column', `${HEAD},colour\n${GOOD.join(',')},red\n`, { status: 422, at: '/lines/1/colour' }),
  csv('a missing column', 'organisationCode,site,category\nS1,主校区,fire\n', {
    status: 422,
    at: '/lines/1/description',
  }),
  csv('a quotation mark alone', `${HEAD}\nS1,"主校区,fire,灭火器过期。\n`, { status: 400, at: '/lines/2' }),
  csv('no encoding at all', Buffer.concat([Buffer.from(`${HEAD}\nS1,`), Buffer.from([0x81, 0x20, 0xff, 0xff])]), {
    status: 400,
  }),
  csv('UTF-16', iconv.encode(`${HEAD}\n${GOOD.join(',')}\n`, 'utf-16le', { addBOM: true }), { status: 400 }),
  csv('JSON', '{}', { type: BODY_TYPES.json, status: 415 }),
  csv('a workbook that is CSV', `${HEAD}\n${GOOD.join(',')}\n`, { type: BODY_TYPES.xlsx, status: 400 }),
  csv('a workbook that is cut off', Buffer.from('PK\u0003\u0004 and no more'), { type: BODY_TYPES.xlsx, status: 400 }),
  csv('a workbook under the name of CSV', Buffer.from('PK\u0003\u0004\0\0'), { status: 400 }),
  csv('more than 10 MiB', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), { status: 413 }),
  line('a school elsewhere', 'T1,主校区,fire,灭火器过期。', 'organisationCode'),
  line('a school nowhere', 'NOWHERE,主校区,fire,灭火器过期。', 'organisationCode'),
  line('an unknown category', 'S1,主校区,dragons,灭火器过期。', 'category'),
  line('no site', 'S1,,fire,灭火器过期。', 'site'),
  line('no description', 'S1,主校区,fire,', 'description'),
  line('4001 characters', `S1,主校区,fire,${'隐'.repeat(4001)}`, 'description'),
  line('a control character', 'S1,主校区,fire,响\u0007铃', 'description'),
  line('a day that does not exist', 'S1,主校区,fire,灭火器过期。,2026-02-30', 'discoveredAt', `${HEAD},discoveredAt`),
  line('a day to come', 'S1,主校区,fire,灭火器过期。,2031-01-01', 'discoveredAt', `${HEAD},discoveredAt`),
  line('a rule that does not exist', 'S1,主校区,fire,灭火器过期。,ZZ-99', 'observations', `${HEAD},observations`),
  csv('a line too short', `${HEAD}\nS1,主校区\n`, { at: '/lines/2' }),
  workbook(
    'a workbook with a formula',
    [COLUMNS, ['S1', '主校区', 'fire', { formula: 'A1&B1', result: '灭火器过期。' }]],
    {
      at: '/lines/2/description',
    },
  ),
  workbook(
    'a workbook with a formula that calls out',
    [COLUMNS, ['S1', { formula: 'WEBSERVICE("http://x.example")' }, 'fire', '灭火器过期。']],
    {
      at: '/lines/2/site',
    },
  ),
  workbook(
    'a workbook with a formula for a column',
    [[...COLUMNS.slice(0, 3), { formula: '"description"', result: 'description' }], GOOD],
    {
      status: 422,
    },
  ),
  workbook(
    'a workbook with wrong columns',
    [
      ['code', 'where', 'what'],
      ['S1', '主校区', '灭火器过期。'],
    ],
    { status: 422 },
  ),
  workbook('a workbook with an unknown category', [COLUMNS, ['S1', '主校区', '火星', '灭火器过期。']], {
    at: '/lines/2/category',
  }),
  workbook('a workbook with nothing in it', [], { status: 400 }),
];

/** The same good line in every form in which it may come. */
export const GOOD_LEDGERS: readonly BadLedger[] = [
  csv('UTF-8', `${HEAD}\n${GOOD.join(',')}\n`),
  csv('UTF-8 with a byte order mark', `\ufeff${HEAD}\r\n${GOOD.join(',')}\r\n`),
  csv('GB18030', iconv.encode(`${HEAD}\r\n${GOOD.join(',')}\r\n`, 'gb18030')),
  workbook('XLSX', [COLUMNS, GOOD], {}),
];
