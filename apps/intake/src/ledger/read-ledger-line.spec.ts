import 'reflect-metadata';
import { type LedgerColumn } from './ledger-columns.js';
import { lineError, type LedgerLine, readLedgerLine } from './read-ledger-line.js';

const GOOD: Readonly<Record<LedgerColumn, string>> = {
  organisationCode: 'S1',
  site: '主校区',
  building: '北教学楼',
  spot: '',
  category: '消防',
  description: '灭火器过期三个月。',
  observations: 'FI-31；FI-32、FI-33',
  discoveredAt: '2026年9月1日',
  clientReportId: '',
  source: '',
};

const read = (cells: Partial<Record<LedgerColumn, string>>): LedgerLine =>
  readLedgerLine({ line: 7, cells: { ...GOOD, ...cells } });

function idOf(cells: Partial<Record<LedgerColumn, string>>): string {
  const line = read(cells);
  if (line.kind !== 'report') throw new Error(JSON.stringify(line.errors));
  return line.clientReportId;
}

describe('a line of a ledger', () => {
  it('becomes the report that it stands for', () => {
    expect(read({})).toMatchObject({
      kind: 'report',
      line: 7,
      clientReportId: expect.stringMatching(/^ledger:[0-9a-f]{32}$/),
      report: {
        organisationCode: 'S1',
        place: { site: '主校区', building: '北教学楼', spot: undefined },
        category: 'fire',
        description: '灭火器过期三个月。',
        observations: ['FI-31', 'FI-32', 'FI-33'],
        discoveredAt: '2026-09-01T00:00:00.000+08:00',
        source: 'import',
      },
    });
    expect(read({ clientReportId: 'A-17', source: '自查' })).toMatchObject({
      clientReportId: 'A-17',
      report: { source: 'self-check' },
    });
  });

  it.each<[Partial<Record<LedgerColumn, string>>, string, string]>([
    [{ organisationCode: '' }, 'organisationCode', 'it is missing'],
    [{ site: '' }, 'site', 'it is missing'],
    [{ site: '校'.repeat(101) }, 'site', 'it has 101'],
    [{ building: '楼'.repeat(101) }, 'building', 'it has 101'],
    [{ category: '火灾' }, 'category', 'must be one of fire'],
    [{ description: '' }, 'description', 'it is missing'],
    [{ description: '字'.repeat(4001) }, 'description', 'it has 4001'],
    [{ observations: 'FI-31;灭火器' }, 'observations', 'rule ids such as FI-21'],
    [{ observations: 'FI-31;FI-31' }, 'observations', 'each rule once'],
    [{ discoveredAt: '2026-02-30' }, 'discoveredAt', 'such as 2026-09-01, 2026年9月1日'],
    [{ clientReportId: '第 1 号' }, 'clientReportId', 'visible ASCII'],
    [{ source: '听说' }, 'source', 'must be one of self-check'],
  ])('with %j is refused at its cell', (cells, column, message) => {
    expect(read(cells)).toEqual({
      kind: 'refused',
      line: 7,
      errors: [{ pointer: `/lines/7/${column}`, message: expect.stringContaining(message) }],
    });
  });

  it('names every cell at fault at once', () => {
    const line = read({ organisationCode: '', category: 'x', description: '' });
    expect(line.kind === 'refused' && line.errors.map(({ pointer }) => pointer)).toEqual([
      '/lines/7/organisationCode',
      '/lines/7/category',
      '/lines/7/description',
    ]);
  });

  it.each([
    [{ description: '灭火器 过期\n三个月。' }],
    [{ category: 'fire' }],
    [{ discoveredAt: '2026-09-01 16:20' }],
    [{ building: '北教学楼　' }],
    [{ observations: '' }],
    [{ source: '检查' }],
  ])('is recognised again with %j', (cells) => {
    expect(idOf(cells)).toBe(idOf({}));
  });

  it.each([
    [{ organisationCode: 'S2' }],
    [{ site: '东校区' }],
    [{ building: '' }],
    [{ building: '', spot: '北教学楼' }],
    [{ category: 'gas' }],
    [{ description: '灭火器过期两个月。' }],
    [{ discoveredAt: '2026-09-02' }],
    [{ discoveredAt: '' }],
  ])('is another hazard with %j', (cells) => {
    expect(idOf(cells)).not.toBe(idOf({}));
  });

  it.each([
    ['/place/site', '/lines/3/site'],
    ['/place', '/lines/3/place'],
    ['/observations/0', '/lines/3/observations'],
    ['/discoveredAt', '/lines/3/discoveredAt'],
  ])('turns %s of a report into %s', (pointer, expected) => {
    expect(lineError(3, { pointer, message: 'm' })).toEqual({ pointer: expected, message: 'm' });
  });
});
