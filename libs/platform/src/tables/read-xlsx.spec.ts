import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { type Problem } from '../http/problem.js';
import { readXlsx } from './read-xlsx.js';
import { storedZip } from './stored-zip.js';

const COLUMNS = {
  required: ['code', 'name'],
  optional: ['note'],
  headings: { code: ['代码'] },
  multiline: ['note'],
} as const;

type Fill = (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void;

async function workbookOf(fill: Fill): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet('台账 & 清单'), workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The cells of a workbook with one line below its header. */
async function lineOf(...row: unknown[]): Promise<{ cells?: object; errors?: unknown }> {
  const bytes = await workbookOf((sheet) => {
    sheet.addRow(['代码', 'name', 'note']);
    sheet.addRow(row);
  });
  const { lines, broken } = await readXlsx(bytes, COLUMNS);
  return { cells: lines[0]?.cells, errors: broken[0]?.errors };
}

/** A workbook as another program might write it, from the XML of its sheet. */
function handmade(rows: string, { styles = '', more = '' } = {}): Buffer {
  const parts = {
    'xl/workbook.xml':
      '<workbook><sheets><sheet name="a" sheetId="1" state="hidden" r:id="rId9"/><sheet name="b" sheetId="2" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="/xl/worksheets/first.xml"/>' +
      '<Relationship Id="rId2" Type="http://x/relationships/styles" Target="styles.xml"/></Relationships>',
    'xl/worksheets/first.xml': `<worksheet><sheetData>${rows}</sheetData>${more}</worksheet>`,
    'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
  };
  return storedZip(new Map(Object.entries(parts).map(([name, xml]) => [name, Buffer.from(xml)])));
}

const text = (value: string, at = ''): string => `<c${at && ` r="${at}"`} t="inlineStr"><is><t>${value}</t></is></c>`;
const HEADER = `<row r="1">${text('code', 'A1')}${text('name', 'B1')}</row>`;

async function problemOf(bytes: Buffer): Promise<Problem> {
  return readXlsx(bytes, COLUMNS).then(
    () => {
      throw new Error('the workbook was read');
    },
    (error: Problem) => error,
  );
}

describe('a table from XLSX', () => {
  it('reads the first visible sheet, whatever formats, merged cells, lists and names are around it', async () => {
    const bytes = await workbookOf((sheet, workbook) => {
      sheet.state = 'hidden';
      const second = workbook.addWorksheet('台账 & 清单 2');
      second.addRow(['name', '代码 *']);
      second.addRow([]);
      second.addRow(['东街小学', 'S1']);
      second.addRow(['西街小学', 'S2']);
      second.mergeCells('D1:F4');
      second.getCell('B4').dataValidation = { type: 'list', formulae: ['"S1,S2"'] };
      second.getCell('A4').font = { bold: true };
      workbook.definedNames.add("'台账 & 清单 2'!$A$1:$B$4", 'everything');
    });
    await expect(readXlsx(bytes, COLUMNS)).resolves.toEqual({
      sheet: '台账 & 清单 2',
      lines: [
        { line: 3, cells: { code: 'S1', name: '东街小学', note: '' } },
        { line: 4, cells: { code: 'S2', name: '西街小学', note: '' } },
      ],
      broken: [],
    });
  });

  it.each([
    ['a text', '  灭火器 ', '灭火器'],
    ['a text of several lines', 'a\nb', 'a\nb'],
    ['a number', 12.5, '12.5'],
    ['truth', true, 'true'],
    ['a date', new Date('2026-09-01T00:00:00Z'), '2026-09-01'],
    ['a moment', new Date('2026-09-01T08:30:00Z'), '2026-09-01T08:30:00'],
    ['formatted text', { richText: [{ text: '红' }, { font: { bold: true }, text: '色' }] }, '红色'],
    ['a link', { text: 'see', hyperlink: 'https://a.example' }, 'see'],
  ])('takes %s as the sheet shows it', async (_kind, value, expected) => {
    await expect(lineOf('S1', 'a', value)).resolves.toEqual({ cells: { code: 'S1', name: 'a', note: expected } });
  });

  it.each([
    ['a formula', { formula: 'A1', result: 'S1' }, 'the cell A2 holds a formula'],
    ['a formula without a result', { formula: 'A1' }, 'the cell A2 holds a formula'],
    ['an error', { error: '#REF!' }, 'the cell A2 holds an error'],
    ['a number that lost its last digits', 320105000000123456, 'last digits'],
  ])('refuses %s and names the cell', async (_kind, value, message) => {
    const { errors } = await lineOf(value, 'a');
    expect(errors).toEqual([{ pointer: '/lines/2/code', message: expect.stringContaining(message) }]);
  });

  it('refuses the cells that share a formula with another one, and formulas in the header', async () => {
    const shared = '<row r="2"><c r="A2"><f t="shared" si="7"/><v>5</v></c><c r="B2"><v>1</v></c></row>';
    const { broken } = await readXlsx(handmade(HEADER + shared), COLUMNS);
    expect(broken[0]?.errors).toEqual([
      { pointer: '/lines/2/code', message: expect.stringContaining('A2 holds a formula') },
    ]);

    const empty = '<row r="2"><c r="A2"><f></f><v>5</v></c><c r="B2"><v>1</v></c></row>';
    expect((await readXlsx(handmade(HEADER + empty), COLUMNS)).broken).toHaveLength(1);

    const header = '<row r="1"><c r="A1" t="str"><f>B2</f><v>code</v></c>' + `${text('name', 'B1')}</row>`;
    const { status, errors } = await problemOf(handmade(header + shared));
    expect(status).toBe(422);
    expect(errors).toContainEqual({ pointer: '/lines/1/1', message: expect.stringContaining('A1 holds a formula') });
  });

  it('knows dates of Chinese formats, padded numbers, and cells without an address', async () => {
    const styles =
      '<numFmts count="1"><numFmt numFmtId="170" formatCode="0000"/></numFmts>' +
      '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="170"/></cellXfs>';
    const row = '<row><c s="2"><v>17</v></c><c s="1"><v>46266</v></c></row>';
    const { lines } = await readXlsx(handmade(HEADER + row, { styles }), COLUMNS);
    expect(lines).toEqual([{ line: 2, cells: { code: '0017', name: '2026-09-01', note: '' } }]);
  });

  it('is not drawn into ranges that cover a whole sheet', async () => {
    const more =
      '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' +
      '<dataValidations><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a"</formula1></dataValidation></dataValidations>';
    const { lines } = await readXlsx(
      handmade(`${HEADER}<row r="2">${text('S1', 'A2')}${text('a', 'B2')}</row>`, { more }),
      COLUMNS,
    );
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['row 4294967290', `<row r="4294967290">${text('S1', 'A4294967290')}</row>`],
    ['rows that run backwards', `<row r="9">${text('S1', 'A9')}</row><row r="3">${text('S1', 'A3')}</row>`],
    ['a column that does not exist', `<row r="2">${text('S1', 'ZZZ2')}</row>`],
    ['text in CDATA, which would hide a formula', '<row r="2"><c r="A2"><f><![CDATA[B2]]></f><v>5</v></c></row>'],
    ['XML that does not close', '<row r="2">'],
  ])('refuses %s', async (_kind, rows) => {
    await expect(problemOf(handmade(HEADER + rows))).resolves.toMatchObject({ status: 400 });
  });

  it('refuses a text that the workbook does not hold', async () => {
    const missing = `<row r="2"><c r="A2" t="s"><v>99</v></c>${text('a', 'B2')}</row>`;
    const { broken } = await readXlsx(handmade(HEADER + missing), COLUMNS);
    expect(broken[0]?.errors).toEqual([
      { pointer: '/lines/2/code', message: expect.stringContaining('A2 is missing') },
    ]);
  });

  it('refuses entities', async () => {
    const entity = Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]>');
    const bytes = handmade(HEADER + entity.toString());
    await expect(problemOf(bytes)).resolves.toMatchObject({ status: 400 });
  });

  it.each([
    ['more rows than a ledger has', Array.from({ length: 60_001 }, (_, i) => `<row r="${i + 2}"/>`).join('')],
    ['more cells in a row', `<row r="2">${'<c/>'.repeat(201)}</row>`],
    ['more tags than a ledger has', '<a/>'.repeat(2_500_001)],
    ['a value far to the right', `<row r="2">${text('S1', 'A2')}${text('b', 'XFD2')}</row>`],
  ])('refuses %s within the time of a request', async (kind, rows) => {
    const started = performance.now();
    const bytes = handmade(HEADER + rows);
    if (kind.startsWith('a value')) {
      const { broken } = await readXlsx(bytes, COLUMNS);
      expect(broken[0]?.errors).toEqual([{ pointer: '/lines/2', message: expect.stringContaining('it has 16384') }]);
    } else await expect(problemOf(bytes)).resolves.toMatchObject({ status: 422 });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('stops unpacking a part that grows past the limit, whatever size it states', async () => {
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    const sheet = Buffer.from('<worksheet/>');
    const small = storedZip(new Map([['xl/workbook.xml', sheet]]));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    const problem = await problemOf(disguised(small, bomb, sheet.length));
    expect([problem.status, problem.detail]).toEqual([422, expect.stringContaining('unpacks to far more')]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(120 * 1024 * 1024);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'There is no file'],
    ['CSV', Buffer.from('code,name\nS1,a\n'), 'not an XLSX workbook'],
    ['an old workbook or an encrypted one', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'password'],
    ['half a workbook', handmade(HEADER).subarray(0, 300), 'not a readable XLSX'],
    ['an archive of something else', storedZip(new Map([['a.txt', Buffer.from('a')]])), 'not a readable XLSX'],
  ])('says what is wrong with %s', async (_kind, bytes, detail) => {
    const problem = await problemOf(bytes);
    expect([problem.status, problem.detail]).toEqual([400, expect.stringContaining(detail)]);
  });
});

/** The archive with its one part replaced by deflated bytes, while it goes on stating the old size. */
function disguised(archive: Buffer, packed: Buffer, oldSize: number): Buffer {
  const name = 'xl/workbook.xml'.length;
  const header = Buffer.from(archive.subarray(0, 30 + name));
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  const directory = Buffer.from(archive.subarray(30 + name + oldSize));
  directory.writeUInt16LE(8, 10);
  directory.writeUInt32LE(packed.length, 20);
  directory.writeUInt32LE(header.length + packed.length, directory.length - 6);
  return Buffer.concat([header, packed, directory]);
}
